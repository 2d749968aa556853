"""Step 0: what is asked, without what only surrounds it: greetings, thanks, "could you tell me", an apology.

Short forms are written out ("what's", "pls"), an indirect question is asked directly ("explain IPAs", "what an IPA
is"). Rules for English; a text of which nothing would be left stays as it is.
"""

from __future__ import annotations

import re

_ASIDE = (
    r"(?:no|nope|yes|yeah|ok|okay|right|well|sorry|oops|h+m+|oh|ah|(?:hi|hello|hey)(?: there| all| everyone)?|dear all|good (?:morning|afternoon|evening)"
    r"|thanks(?: a lot| very much)?|thank you(?: very much)?|great|wait|actually|i see|got it|my apologies|fine|cool|cheers)"
)
# "No doctors left" is no aside, nor is "Well funded groups": only a comma, a stop or another aside ends one.
_OPENS = re.compile(
    rf"^(?:{_ASIDE}(?:[,.;:!–—]+ *| - | (?=(?:{_ASIDE})\b[ ,.;:!]|i (?:really |actually )?(?:meant?)\b)))+",
    re.IGNORECASE,
)
_KINDLY = r"(?: (?:please|kindly|perhaps|possibly|just))*"
_TELL = (
    r"(?:tell|inform|explain|clarify|define|say|remind|let|show)\b(?: to)?(?: (?:me|us))?(?: (?:know|understand|see))?"
)
_I_WANT_TO = (
    r"(?:i|we)(?:['’]d| would)? (?:really |just )?(?:like|love|want|need)(?: you)? to (?:know|hear|learn|understand|find out|ask)(?: you)?|"
    r"(?:i|we)(?:['’]m| am|['’]re| are| was| were)? (?:just )?wonder(?:ing)?|(?:i|we) would be interested to (?:know|hear|learn)|"
    r"do (?:you|we) (?:happen to )?(?:know|have any idea)|any idea|(?:my|the|our) question is|(?:i|we) have (?:a|one) question"
)
_ASKED_KINDLY = re.compile(
    rf"^(?:(?:and|but|so|also|then)[ ,]+)?(?:(?:please|kindly)[ ,]+)?"
    rf"(?:(?:could|can|would|will) (?:you|someone|somebody|anyone){_KINDLY} {_TELL}|(?:please|kindly)[ ,]+{_TELL}|(?:{_I_WANT_TO}){_KINDLY}|(?:explain|define)\b(?: to (?:me|us))?|please\b)"
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
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)nt\b", re.IGNORECASE), r"\1n't"),
    (re.compile(r"\b(what|how|who|where|why) r\b", re.IGNORECASE), r"\1 are"),
)  # fmt: skip
# How people write in a hurry: none of the left is a word of its own.
_HURRIED = {
    "pls": "please", "plz": "please", "wat": "what", "wot": "what", "wich": "which", "whch": "which", "wen": "when",
    "wher": "where", "thru": "through", "cud": "could", "wud": "would", "ppl": "people", "govt": "government",
    "gov't": "government", "cos": "because", "cuz": "because", "bcos": "because", "btw": "by the way",
    "diff": "difference", "diffs": "differences", "payed": "paid", "hav": "have", "thier": "their", "teh": "the",
}  # fmt: skip
_HURRIED_WORD = re.compile(rf"\b(?:{'|'.join(map(re.escape, _HURRIED))})\b")
_INDIRECT = re.compile(
    r"^(what|who|where) ((?:(?!\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|that|who|which)\b)[^,;:?.])+?) "
    r"(is|are|was|were)(?: called)?[ .?!]*$",
    re.IGNORECASE,
)
_EXPLAIN = re.compile(r"\b(?:explain|clarify|define)(?: to)?(?: (?:me|us))?[ :]*$", re.IGNORECASE)
_ASKS = re.compile(r"^(?:what|which|who|whom|whose|how|why|when|where|whether|if|that|to)\b", re.IGNORECASE)
_FEW_WORDS = 2
_POINTS = re.compile(r"\b(?:they|them|their|it|its|this|that|these|those|he|she|his|her|so)\b", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"(?<=[.!]) +(?=\w)")
_OF_THE_ASKER = re.compile(r"\b(?:I|we|my|our|me|us)\b|\b(?:thanks?|thank you|hello|hi)\b", re.IGNORECASE)
_NAME_OR_NUMBER = re.compile(r"(?<=\w )(?!I\b)[A-Z]|\d")


def plain_question(text: str) -> str:
    """`text` (white space single) with nothing around the question; itself where that would leave no words."""
    plain = _HURRIED_WORD.sub(lambda match: _HURRIED[match.group()], text)
    for pattern, full in _SHORT:
        plain = pattern.sub(full, plain)
    plain = _without_preamble(plain)
    plain = _CLOSES.sub(lambda match: match["stop"] or match["mark"], plain)
    for _ in range(2):  # "Hello. Could you please ...", "Ok, thanks. I'd like to know ..."
        plain = _OPENS.sub("", plain)
        kindly = _ASKED_KINDLY.match(plain)
        if kindly:
            plain = plain[kindly.end() :]
            if _EXPLAIN.search(kindly.group()) and not _ASKS.match(plain):
                plain = _what_is(plain)
    plain = _INDIRECT.sub(r"\1 \3 \2?", plain.lstrip(" ,;:–—-"))
    return plain if re.search(r"\w", plain) else text


def _without_preamble(text: str) -> str:
    """The question after what the asker says of himself ("I am new to this. What is ..."), where that names nothing."""
    *before, last = _SENTENCE_ENDS.split(text)
    said = [sentence for sentence in before if not _OF_THE_ASKER.search(sentence) or _NAME_OR_NUMBER.search(sentence)]
    stands_alone = len(re.findall(r"\w+", last)) > _FEW_WORDS and not _POINTS.search(last)
    return last if before and not said and stands_alone else text


def _what_is(thing: str) -> str:
    """ "What are IPAs?" of "explain IPAs"."""
    head = re.split(r"\b(?:of|in|for|with|by|at|on|to)\b|[?.!,;]", thing, maxsplit=1)[0].split()
    many = bool(head) and head[-1][-1:] == "s" and head[-1][-2:] not in ("ss", "us", "is")
    return f"What {'are' if many else 'is'} {thing.rstrip(' .?!')}?" if head else thing
