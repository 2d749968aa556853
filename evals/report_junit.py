"""A run as JUnit XML, one test case a question, for tools that show test results. Holds no source's words."""

from __future__ import annotations

from xml.etree import ElementTree

from evals.describe import why_not_passed
from evals.records import RunRecord


def render_junit(record: RunRecord) -> str:
    """The XML document. A question's class is its type, its name its id."""
    failures = sum(not outcome.passed for outcome in record.outcomes)
    suite = ElementTree.Element(
        "testsuite", name=f"eval {record.corpus}", tests=str(len(record.outcomes)), failures=str(failures), errors="0"
    )
    for outcome in record.outcomes:
        case = ElementTree.SubElement(suite, "testcase", classname=f"eval.{outcome.type}", name=outcome.question_id)
        if (seconds := outcome.values.get("seconds")) is not None:
            case.set("time", f"{seconds:.3f}")
        if not outcome.passed:
            ElementTree.SubElement(case, "failure", message=why_not_passed(outcome))
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"
