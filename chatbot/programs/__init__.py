"""What other programs talk to: `/v1/chat/completions` beside the page, and an MCP server. See docs/programs.md."""
