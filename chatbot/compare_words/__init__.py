"""Rules that hold the words of two texts against each other: figures, names, negations, directions. No model.

A language model's claims are held against their evidence by them (`chatbot/model/check_claim.py`), and the sentences of
two sources against each other (`chatbot/agree_in_words.py`, `chatbot/contrast_in_words.py`).
"""
