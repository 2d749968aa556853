"""Does a question ask about a study itself: how it was done, or how far it can be trusted?

Rules on the asker's words alone, for any subject. A question about limits names a study or those who made it, and
doubts.
"""

from __future__ import annotations

import re

_STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|authors?|researchers?|research|investigators?|papers?|reports?|briefings?|surveys?|surveyed|trials?|"
    r"interviews?|interviewe(?:d|es)|focus groups?|respondents?|participants?|informants?|samples?|sampled|method(?:s|ology)?|"
    r"findings?|results?|conclusions?|evidence(?!-)|data)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\bcaution\w*|\b(?:un)?certain(?:ty|ties)?\b|\b(?:un)?sure\b|\bconfiden(?:t|ce)\b|\bbias\w*|\b(?:tilt|skew|slant|distort)\w*|"
    r"\b(?:un)?representative\b|\bgenerali[sz]\w*|\b(?:un)?reliab\w+|\btrust(?:ed|worthy)\b|\bmiss(?:es|ed)? out\b|\brobust\b|\bconflicts? of interest\b|"
    r"\b(?:admit|concede|acknowledge|own up)\b|\bbeyond the scope\b|\bleft out\b|\bnot (?:look|cover|measure|ask|prove|show)\b|"
    r"\bapply (?:elsewhere|everywhere)\b|\bwork everywhere\b|\bhold (?:true )?(?:elsewhere|everywhere)\b|\bfar can\b|\bprove[sdn]?\b|"
    r"\bproof\b|\bdoubt(?:s|ful)?\b|\b(?:other|another|alternative) (?:factors?|explanations?|reasons?|causes?)\b|\btypical\b|"
    r"\bunanswered\b|\btoo (?:small|few|early)\b|\bwarn(?:s|ings?)? against\b|\b(?:strengths?|critici[sz]\w+) of\b",
    re.IGNORECASE,
)  # fmt: skip
_LIMITS = re.compile(
    r"\b(?:limitations?|caveats?|weakness(?:es)?|shortcomings?|drawbacks? of the (?:study|research)|limits? (?:of|to|on) (?:the |this |that )?"
    r"(?:study|research|evidence|data|comparison|analysis|findings))\b", re.IGNORECASE
)  # fmt: skip


def asks_about_study(text: str) -> bool:
    """Whether a question speaks of a study, its people, its methods or its data."""
    return _STUDY.search(text) is not None


def words_for_limits(text: str) -> tuple[str, ...]:
    """The words by which a question asks how far a study can be trusted: the word for it, or a doubt about a study.

    They say what kind of answer is wanted and need not stand in it, as "how many" need not. Empty for other questions.
    """
    plain = [match.group() for match in _LIMITS.finditer(text)]
    doubts = [match.group() for match in _DOUBT.finditer(text)]
    study = [match.group() for match in _STUDY.finditer(text)]
    if not plain and not (doubts and study):
        return ()
    return (*plain, *doubts, *study)
