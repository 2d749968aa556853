"""How fast the page is, beside Gradio's own `gr.ChatInterface` with the same answerer, served the same way in one run.

served.py      a process each for the page and for the chat interface, over one data folder
watch_page.py  one visitor in a browser: time to first words, to the evidence, page weight
ask_at_once.py many visitors at once, as the requests that their browsers would send
measure.py     turns of both, figures and ratios
"""
