"""References out and in: formatted references, BibTeX, RIS and CSL-JSON, all made from catalogue records.

record -> csl_item -> citeproc (a reference) or JSON;  record <-> BibTeX;  record <-> RIS
"""

from kb.references.citeproc import Markup, ReferenceStyle, format_reference, format_references

__all__ = ["Markup", "ReferenceStyle", "format_reference", "format_references"]
