"""Evals: questions put to the pipeline, answers judged by rules, numbers with their uncertainty.

    questions.py -> run.py (ask) -> judging.py (gold.py, patterns.py) -> measures/ -> aggregate.py -> records.py
    records.py -> compare.py, tables.py, report_html.py, report_markdown.py, report_junit.py
    gate.py (fresh ingest, run, compare with baselines/), faults/ (would the gate notice?), metamorphic.py
    rivals/ (baseline systems in the same run), exchange.py (questions in and out), judge.py (optional)

Words used here, as the field uses them:

- question: what is asked, with what a good answer must do: answer, abstain, or correct a false premise.
- fact: what the question turns on. Questions on one fact stand in one half (dev or test) and count as one cluster.
- nugget: an atomic fact that an answer must hold (vital) or may hold (okay), recognised by patterns.
- gold: where an original states a nugget, as characters of its source text. Never its words.
- outcome: one question's answer, judged. run: all outcomes with what produced them. baseline: a committed run without
  any text.
- rival: a simpler system that answers the same questions in the same run (`--with-baselines`).
- passed: the answer did all that was asked of it. The gate compares two runs question by question.
"""
