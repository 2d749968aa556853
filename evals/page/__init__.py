"""The Evaluate tab of the page: runs and their history, failures, comparisons, a run of one's own, questions, feedback.

    what an evaluator chose -> evaluate_tab.py (Gradio) -> evaluate_desk.py (role, then the work) -> render_*.py (HTML)

The desk checks the role itself before anything else, whatever the page shows. Nothing here knows more of Gradio than
`evaluate_tab.py` does.
"""
