"""The evals evaluated: known faults are put into the pipeline, and the gate has to flag them; changes without merit or
harm are made to it, and the gate has to hold.

    spec.py       what a fault and a no-op change are; how they wrap a system or a library
    answers.py    faults of answers: citations, offsets, digits, negations, repeats, pages, titles
    retrieval.py  faults of search: BM25, embedder, index, passages
    judgement.py  faults of abstention, and of speed
    no_ops.py     changes that alter bytes and not merit
    measure.py    all of them put through the gate; table.py: the table for docs/evals.md

Everything runs on the notes, in a scratch folder, so that anybody can repeat it.
"""

from __future__ import annotations

from evals.faults import answers, judgement, retrieval
from evals.faults.spec import Fault

FAULTS: tuple[Fault, ...] = (*answers.FAULTS, *retrieval.FAULTS, *judgement.FAULTS)
