"""The commonest words of each language: none is taken for a danger that it does not mean."""

import pytest
from wordfreq import top_n_list

from server.paths import CONTENT
from server.search.index import search_index
from server.search.parameters import DANGER_MATCH_THRESHOLD, DANGER_URGENCIES
from server.search.ranking import SearchEngine
from tests.support.checked import checked_content

LANGUAGES = ("en", "es")
COMMON = {lang: top_n_list(lang, 3_000) for lang in LANGUAGES}
MEANT = {"en": {"worry", "violence"}, "es": {"violencia"}}  # "worried" and "violent" are signs
NEVER = {"en": ["not"], "es": ["no"]}  # the sheet of what never to do
# Words that alone name a danger, or what somebody says of one; "muro" has the stem of "murió".
ENGLISH = """
    fit help stop ill heart dead hot blue wild die seeing sleep cold worse sick wake weak suicide
    drunk tight breath
    helped helping helps emergency stopped i'll terrible beat died alive cook temperature burn
    burning amount largest highest max maximum crazy violence mad angry swear voice sleeping extra
    twice accident mistake error worst dying dangerous filled fill signal sight engaged recognize
    recognized baby shit alone biggest kill killed killing noise
"""
SPANISH = """
    duro lleno llena
    ayuda ayudar emergencia mal mala malo malas malos peor grave graves terrible muerto muertos
    muere murió muro morir matar mata crisis ataque ataques violencia loco loca locura pelea
    llorar dormir sueño sueños ido azul frío calor caliente temperatura corazón voces suena
    sonido cantidad cuanto cuánto cuantos cuantas máximo máxima límite límites peligroso demás
    demasiado doble extra error errores accidente propósito
"""
AGREED = {"en": {*ENGLISH.split()}, "es": {*SPANISH.split()}}


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def engine(lang):
    return SearchEngine(search_index(checked_content(CONTENT, lang)))


def test_no_common_word_is_corrected_into_a_danger(engine, lang):
    """A common word that the index lacks is not read as a misspelling of a sign."""
    parser = engine.parser
    corrected = {}
    for word in filter(str.isalpha, COMMON[lang]):
        [stem] = parser.reader.split_words(word)
        meant = [known for known, weight in parser.corrector.correct(stem) if weight]
        unknown = len(stem) > 1 and stem not in parser.corrector.vocabulary and meant
        if unknown and not parser.parse_query(word).candidates:
            dangers = [
                entry for entry in engine.search(word)[:5] if entry.urgency in DANGER_URGENCIES
            ]
            corrected |= {word: meant} if dangers else {}

    assert {word: meant for word, meant in corrected.items() if word not in MEANT[lang]} == {}, (
        f"add them to search.stop_words in content/{lang}/language.yaml"
    )


def test_no_common_word_alone_brings_a_danger_to_the_top(engine, lang):
    """A common word alone brings a danger to the top only if it is in `AGREED`."""
    entries = engine.index.entries
    boosted = set()
    for word in COMMON[lang]:
        query = engine.parser.parse_query(word)
        first = next(iter(engine.search(word)), None)
        if query.candidates or first is None or first.urgency not in DANGER_URGENCIES:
            continue
        if [*query.terms] == NEVER[lang]:
            continue
        coverage = engine._match(query).coverage
        if any(
            share >= DANGER_MATCH_THRESHOLD and entries[id_].urgency in DANGER_URGENCIES
            for id_, share in coverage.items()
        ):
            boosted.add(word)

    assert boosted - AGREED[lang] == set(), f"add them to in_company in content/{lang}/sayings.yaml"
