"""From a question to a checked answer, on the command line and on the page."""
