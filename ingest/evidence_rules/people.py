"""Words that several rules share: verbs of reporting, and nouns for people and for studies."""

from __future__ import annotations

# A verb that hands on what somebody said or thinks. Needs "that", "how", a colon or a comma after it in most rules.
SAID = (
    r"(?:said|says?|state[sd]?|report(?:s|ed)?|told us|tells? us|explain(?:s|ed)?|argue[sd]?|noted?|notes|describe[sd]?"
    r"|believe[sd]?|felt|feels?|claim(?:s|ed)?|emphasi[sz]e[sd]?|stress(?:es|ed)?|suggest(?:s|ed)?|observe[sd]?"
    r"|acknowledge[sd]?|admitted|admits?|recall(?:s|ed)?|comment(?:s|ed)?|remark(?:s|ed)?|mention(?:s|ed)?|maintain(?:s|ed)?"
    r"|point(?:s|ed) out|conclude[sd]?|warn(?:s|ed)?|agree[sd]?|express(?:es|ed)|reflect(?:s|ed) (?:that|on)|thought"
    r"|stated|highlight(?:s|ed)?|identif(?:y|ies|ied)|cite[sd]?|saw|opine[sd]?|contend(?:s|ed)?|assert(?:s|ed)?"
    r"|predict(?:s|ed)?|estimate[sd]?)"
)
FOUND = (
    r"(?:found|finds?|show(?:s|ed|n)?|demonstrate[sd]?|conclude[sd]?|report(?:s|ed)?|suggest(?:s|ed)?|indicate[sd]?"
    r"|reveal(?:s|ed)?|describe[sd]?|identif(?:y|ies|ied)|estimate[sd]?|argue[sd]?|note[sd]?|observe[sd]?|propose[sd]?"
    r"|examine[sd]?|focus(?:es|ed)?|document(?:s|ed)?|confirm(?:s|ed)?|support(?:s|ed)?|establish(?:es|ed)?"
    r"|highlight(?:s|ed)?|point(?:s|ed)? (?:to|out)|measured?|compared?)"
)
PEOPLE = (
    r"(?:participants?|interviewees?|respondents?|informants?|people|patients?|nurses?|doctors?|physicians?|gps?|GPs?"
    r"|consultants?|clinicians?|managers?|directors?|officers?|executives?|leaders?|staff|members?|commissioners?"
    r"|administrators?|specialists?|partners?|colleagues|carers?|experts?|observers?|commentators?|critics?|analysts?"
    r"|officials?|representatives?|stakeholders|professionals?|practitioners?|researchers?|scholars|economists?|ministers?"
    r"|policy-?makers|teachers?|workers?|residents|surgeons?|pharmacists?|midwives|board members)"
)
# Who said it, without a name: "several", "one", "others", "many".
SOME = r"(?:one|another|several|some|many|most|others|both|all|two|three|four|nearly all|a few|a number of them)"
STUDIES = (
    r"(?:studies|study|research|reviews?|surveys?|analys[ie]s|literature|evaluations?|evidence|trials?|reports?|papers?"
    r"|articles?|audits?)"
)
