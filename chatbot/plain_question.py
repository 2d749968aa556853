"""Step 0: what is asked, without what only surrounds it: greetings, thanks, "could you tell me", an apology.

Short forms are written out where they carry the form of the question ("what's", "whats", "pls"). Rules for English; a
text of which nothing would be left stays as it is.
"""

from __future__ import annotations

import re

_ASIDE = (
    r"(?:no|nope|yes|yeah|ok|okay|right|well|sorry|oops|h+m+|oh|ah|hi|hello|hey|dear all|good (?:morning|afternoon|evening)"
    r"|thanks(?: a lot| very much)?|thank you(?: very much)?|great|wait|actually|i see|got it|my apologies|fine|cool|cheers)"
)
# "No doctors left" is no aside, nor is "Well funded groups": only a comma, a stop or another aside ends one.
_OPENS = re.compile(
    rf"^(?:{_ASIDE}(?:[,.;:!–—]+ *| - | (?=(?:{_ASIDE})\b[ ,.;:!]|i (?:really |actually )?(?:meant?)\b)))+",
    re.IGNORECASE,
)
_KINDLY = r"(?: (?:please|kindly|perhaps|possibly|just))*"
_TELL = r"(?:tell|inform|explain|clarify|say|remind|let|show)\b(?: to)?(?: (?:me|us))?(?: (?:know|understand|see))?"
_I_WANT_TO = (
    r"(?:i|we)(?:['’]d| would)? (?:really |just )?(?:like|love|want|need)(?: you)? to (?:know|hear|learn|understand|find out|ask)(?: you)?|"
    r"(?:i|we)(?:['’]m| am|['’]re| are| was| were)? (?:just )?wonder(?:ing)?|(?:i|we) would be interested to (?:know|hear|learn)|"
    r"do (?:you|we) (?:happen to )?(?:know|have any idea)|any idea|(?:my|the|our) question is|(?:i|we) have (?:a|one) question"
)
_ASKED_KINDLY = re.compile(
    rf"^(?:(?:and|but|so|also|then)[ ,]+)?(?:(?:please|kindly)[ ,]+)?"
    rf"(?:(?:could|can|would|will) (?:you|someone|somebody|anyone){_KINDLY} {_TELL}|(?:please|kindly)[ ,]+{_TELL}|(?:{_I_WANT_TO}){_KINDLY}|please\b)"
    r"[ ,:]*(?:(?:about|whether or not|whether|if|that)\b[ ,]*)?",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"(?P<stop>[?.!]?)[ ,;–—-]*\b(?:(?:many )?thanks(?: a lot| very much| in advance| again)*|thank you(?: very much| in advance| so much)*|cheers"
    r"|please|pls|plz|kind regards|best wishes|ta)[ .!]*(?P<mark>\??)$",
    re.IGNORECASE,
)
_SHORT = (
    (re.compile(r"\b(what|who|where|how|when|why)(?:['’]s|(?<=what)s|(?<=who)s|(?<=where)s|(?<=how)s) (?=\w)", re.IGNORECASE), r"\1 is "),
    (re.compile(r"\b(what|who|where|how|when|why)['’]re\b", re.IGNORECASE), r"\1 are"),
    (re.compile(r"\bp(?:ls|lz)\b", re.IGNORECASE), "please"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)nt\b", re.IGNORECASE), r"\1n't"),
    (re.compile(r"\b(what|how) (?:r|are) u\b", re.IGNORECASE), r"\1 are you"),
    (re.compile(r"\b(what|how|who|where|why) r\b", re.IGNORECASE), r"\1 are"),
)  # fmt: skip


def plain_question(text: str) -> str:
    """`text` (white space single) with nothing around the question; itself where that would leave no words."""
    plain = text
    for pattern, full in _SHORT:
        plain = pattern.sub(full, plain)
    plain = _CLOSES.sub(lambda match: match["stop"] or match["mark"], plain)
    for _ in range(2):  # "Hello. Could you please ...", "Ok, thanks. I'd like to know ..."
        plain = _OPENS.sub("", plain)
        plain = _ASKED_KINDLY.sub("", plain)
    plain = plain.lstrip(" ,;:–—-")
    return plain if re.search(r"\w", plain) else text
