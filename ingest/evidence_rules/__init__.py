"""The rules that mark sentences, one family a file. They know English alone: in other languages little is marked."""

from __future__ import annotations

from ingest.evidence_rules.about_study import ABOUT_STUDY_RULES
from ingest.evidence_rules.form import QUESTION_RULE, DamageRule
from ingest.evidence_rules.hedging import HEDGING_RULES
from ingest.evidence_rules.limits import LIMITATION_RULES
from ingest.evidence_rules.plans import PLAN_RULES
from ingest.evidence_rules.quoted_words import QuotationRule
from ingest.evidence_rules.reported import REPORTED_RULES
from ingest.evidence_rules.rule import EvidenceRule
from ingest.evidence_rules.second_hand import FIRST_HAND_RULES, SECOND_HAND_RULES
from ingest.evidence_rules.taken_back import TakenBackRule

EVIDENCE_RULES: tuple[EvidenceRule, ...] = (
    *HEDGING_RULES,
    *SECOND_HAND_RULES,
    *FIRST_HAND_RULES,
    *REPORTED_RULES,
    QuotationRule(),
    *LIMITATION_RULES,
    TakenBackRule(),
    *PLAN_RULES,
    DamageRule(),
    QUESTION_RULE,
    *ABOUT_STUDY_RULES,
)
