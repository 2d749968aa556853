"""LlamaIndex as its starter tutorial has it: the default SentenceSplitter, an in-memory vector index, the default
number of chunks (2), with our embedding model behind it. Chunks are pasted instead of given to a language model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from llama_index.core import Document as LlamaDocument
from llama_index.core import VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import NodeWithScore, TextNode

from chatbot.answer import Answer
from chatbot.understand_question import understand_in
from evals.rivals.paste import Stretch, paste
from kb.documents import Span
from kb.library import Library
from kb.llama_embedding import PluggableEmbedding
from kb.local_embedder import LocalEmbedder


class LlamaDefault:
    """Chunks of at most 1,024 tokens with 200 shared, ranked by cosine similarity, the first two pasted."""

    search_mode = None

    def __init__(self, library: Library) -> None:
        """Splits and embeds every document of the library; seconds for a small one."""
        self.library = library
        embedder = library.embedder or LocalEmbedder(library.settings)
        sources = [LlamaDocument(text=d.text, id_=d.document_id) for d in library.documents.values() if d.text.strip()]
        index = VectorStoreIndex(
            SentenceSplitter().get_nodes_from_documents(sources), embed_model=PluggableEmbedding(embedder)
        )
        self._retriever = index.as_retriever()

    def ask(self, question: str, history: Sequence[str] = (), length: Literal["short", "long"] = "short") -> Answer:
        """The pasted answer; the best chunk's cosine similarity is its confidence."""
        found = self._retriever.retrieve(understand_in(self.library, question, history).search_text)
        confidence = max((node.score or 0.0 for node in found), default=0.0)
        return paste(question, [self._stretch(node) for node in found], self.library, confidence=confidence)

    def _stretch(self, found: NodeWithScore) -> Stretch:
        node = found.node
        assert isinstance(node, TextNode)
        document = self.library.documents[str(node.ref_doc_id)]
        return Stretch(document, Span(char_start=node.start_char_idx or 0, char_end=node.end_char_idx or 0))
