"""Words to search terms: lower case, accents folded, possessives dropped, Snowball stems, no function words.

One analysis serves BM25, the coverage of a question by its evidence, and the words named when an answer is withheld.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import local
from typing import NamedTuple

import Stemmer

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+", re.UNICODE)

# Words that say how a sentence or a question is built, not what it is about.
FUNCTION_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing done down during each either else ever few for from further get got had
    has have having he her here hers him his how i if in into is it its itself just let may me might more most much
    must my no nor not of off on once one only onto or other others our ours out over own per please quite rather
    same shall she should since so some such than that the their theirs them themselves then there these they this
    those though through thus to too under until up upon us very was we were what when where whether which while who
    whom whose why will with within without would yes yet you your yours say says said tell told according mean means
    give gave explain describe meant anybody anyone somebody someone everybody everyone nobody
    """.split()  # noqa: SIM905 - a list of 160 quoted words would be harder to read
)
# "What's", "they're" and "doesn't" are function words as much as "what", "they" and "does".
_SHORTENED = re.compile(r"(?:n't|'(?:s|re|ve|ll|d|m))$")
_SHORT_FORMS = frozenset(
    "can't won't shan't cant wont dont doesnt didnt isnt arent wasnt werent whats".split()  # noqa: SIM905 - as above
)
_stemmers = local()


class Term(NamedTuple):
    """A content word of a text: as written, its stem, and where it stands (half-open, code points)."""

    word: str
    stem: str
    char_start: int
    char_end: int


@lru_cache(maxsize=100_000)
def stem_word(word: str) -> str:
    """Search form of one word: `Hospitalists'` becomes `hospitalist`, `68,000` becomes `68000`."""
    if not hasattr(_stemmers, "english"):
        _stemmers.english = Stemmer.Stemmer("english")  # a stemmer must not be shared between threads
    folded = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    folded = "".join(char for char in folded if not unicodedata.combining(char)).removesuffix("'s")
    if folded[:1].isdigit():
        return folded.replace(",", "")
    stem: str = _stemmers.english.stemWord(folded.replace("'", ""))
    return stem


def content_terms(text: str) -> list[Term]:
    """Content words of `text` in order, function words left out."""
    return [
        Term(match.group(), stem_word(match.group()), match.start(), match.end())
        for match in _WORD.finditer(text)
        if not is_function_word(match.group())
    ]


@lru_cache(maxsize=100_000)
def is_function_word(word: str) -> bool:
    """Whether a word only builds the sentence, its short forms included."""
    lowered = word.lower().replace("’", "'")
    return lowered in FUNCTION_WORDS or lowered in _SHORT_FORMS or _SHORTENED.sub("", lowered) in FUNCTION_WORDS


@lru_cache(maxsize=50_000)
def stem_set(text: str) -> frozenset[str]:
    """Distinct stems of a text that is looked at again for every question, such as a stored sentence."""
    return frozenset(stems(text))


def stems(text: str) -> list[str]:
    """Stems of the content words of `text`, in order, repeats kept."""
    return [term.stem for term in content_terms(text)]
