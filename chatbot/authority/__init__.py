"""Who may do what: people with roles in one file, their sessions and tokens, and the check that handlers begin with.

users file -> sign in (password; attempts limited) -> session cookie, or a bearer token -> `Authority.require`

Nothing here knows Gradio: what is asked about is a request's headers. Decision 16 says why it is as it is.
"""
