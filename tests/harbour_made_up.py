"""A made-up source that many tests read, and its catalogue."""

CATALOGUE = """
[[source]]
source_id = "harbour-2014"
title = "Harbour clinics: how shared budgets work"
authors = [{ family = "Okafor", given = "N" }, { family = "Lind", given = "P" }]
year = 2014
country = "Norland"
evidence_kind = "case studies"
access = "full text"
"""
HARBOUR_TEXT = """Harbour clinics: how shared budgets work

Summary

Three harbour clinics in Norland hold a shared budget for 41,000 residents. The clinics were founded in 1987 by nurses. They meet every month to review the cost of referrals.

Why shared budgets were tried

The regional board introduced shared budgets because emergency admissions had doubled within six years. Board members expected that nurses would find cheaper alternatives to admission.

The aims of the scheme were:

- fewer emergency admissions
- shorter waits for physiotherapy
- one telephone number for all patients

How the clinics are paid

Each clinic receives a monthly payment of 95 crowns per resident, adjusted for age. A bonus of up to 4 per cent depends on patient experience. Bonuses never depend on the number of referrals.

"We stopped counting referrals and started talking about them."

Senior nurse, Eastquay clinic

Limitations

The study covers only three clinics and may not apply to inland areas. It did not measure patient outcomes.
"""
