"""The visit "curate": files and DOIs into the library, their reports, versions, removing and restoring.

browser -> receive_files.py (a route, a file at a time) -> curate_visit.py (handlers, each asks who it is)
        -> writing_desk.py (one change at a time, in a thread) -> Curation (ingest's, given from above) -> render_*.py
"""
