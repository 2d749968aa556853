"""The brief: pinned evidence in the SUPPORT order, with its proof, as Markdown, HTML or DOCX that can be re-checked.

answers or pins -> plan_brief -> build_brief -> lay_out_brief -> render_{markdown,html,docx} -> file
file -> read_{markdown,html,docx} -> its visible lines -> verify_brief -> findings
"""
