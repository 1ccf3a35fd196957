"""Who is quoted in other languages, one style of quotation at a time, and who is not guessed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.reading.languages.identification import language_of
from firsthand.reading.reader import read_by_rules as read

_SPOKEN = [
    # quotation, comma, dash, verb, speaker
    ("ru", "«Мост закрыт до утра», — сообщил инженер Пётр Вейс.", "Пётр Вейс", "сообщил"),
    # the writer's words inside the marks
    ("uk", "«Міст закрито, — сказав інженер Петро Вейс, — до ранку».", "Петро Вейс", "сказав"),
    # a colon
    ("ru", "Мэр Орловки Анна Кац заявила: «Воды хватит на неделю».", "Анна Кац", "заявила"),
    # dialogue behind a dash
    ("ru", "— Мы остаёмся здесь, — ответила Анна Кац.", "Анна Кац", "ответила"),
    ("es", "—No nos vamos de aquí —dijo la maestra Ana Prieto.", "Ana Prieto", "dijo"),
    # inversion with a pronoun's hyphen belongs to the cue
    ("fr", "Le préfet Jean Morel est venu, puis a dit : « Nous restons. »", "Jean Morel", "a dit"),
    ("fr", "« Nous restons, a affirmé Jean Morel, et nous le dirons. »", "Jean Morel", "a affirmé"),
    # a verb in two parts
    ("de", "Das teilte die Sprecherin Eva Lenz mit: „Wir bleiben heute in der Stadt.“", "Eva Lenz",
     "teilte"),
    ("de", "„Wir bleiben hier, und wir gehen nicht“, so Eva Lenz.", "Eva Lenz", "so"),
    # the verb at the end
    ("tr", "Muhtar Veli Toprak, “Yol bu gece kapalı kalacak” dedi.", "Veli Toprak", "dedi"),
    ("tr", "“Yol bu gece kapalı” diyen Veli Toprak oradan ayrıldı.", "Veli Toprak", "diyen"),
    ("az", '"Yol bu gecə bağlıdır", - deyə mühəndis Anar Vəlili bildirib.', "Anar Vəlili", None),
    # the Armenian article is no part of the name
    ("hy", "«Ճանապարհը փակ է»,- ասաց ինժեներ Արա Մինասյանը։", "Արա Մինասյան", "ասաց"),
    ("hy", "Արա Մինասյանի խոսքով՝ «ճանապարհը փակ է այս գիշեր»։", "Արա Մինասյանի", "խոսքով"),
    # verb, subject, "that"; no capitals
    ("ar", 'وقال المهندس باسل وهبة إن "الطريق مغلق هذه الليلة".', "باسل وهبة", "وقال"),
    ("ar", '"الطريق مغلق"، بحسب المهندس باسل وهبة.', "باسل وهبة", "بحسب"),
    # curly marks the wrong way round
    ("ar", "وقال باسل وهبة: ”الطريق مغلق هذه الليلة“.", "باسل وهبة", "وقال"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "name", "cue"), _SPOKEN)
def test_a_speaker_is_found_beside_the_quotation(code, text, name, cue):
    statement = read(text).statements[0]
    assert statement.source.name == name
    assert statement.engine == f"rules-2+{code}"
    assert text[statement.start : statement.end] == statement.content
    assert statement.content[0] not in '«„“"—– '
    if cue is not None:
        assert statement.cue == cue


_NOBODY = [
    # two people may be meant
    "Иван Лыков и Олег Рябов осмотрели мост. «Мы вернёмся завтра», — сказал он и уехал.",
    # a pronoun of another gender
    "Вчера погиб Иван Лыков. «Он был хорошим человеком», — сказала она.",
    # who is merely named has not spoken
    "Andrés Quiroga murió el martes en el hospital. «Era un hombre bueno», dijo.",
    # the verb is negated
    "Иван Лыков не говорил: «Мост будет закрыт до утра».",
    # two speakers of one sentence
    "«Мост закрыт до утра», — заявили Иван Лыков и Анна Кац.",
    # two of one name
    "Anna Weber und Karl Weber kamen. „Wir bleiben hier in der Stadt“, sagte Weber.",
    # an unknown noun is nobody
    "«Мост закрыт до утра», — сказал попутчик.",
    # nothing says who
    "Die Straße war leer. „Niemand will uns helfen, und niemand kommt.“",
    # an inversion behind a subject of another verb
    "Karl Weber kam spät, sagte Eva Lenz: „Wir bleiben heute hier in der Stadt.“",
    # Arabic words behind a verb that are no known name
    'وقال بائع متجول: "الطريق مغلق هذه الليلة".',
]


@pytest.mark.parametrize("text", _NOBODY)
def test_a_speaker_that_is_not_sure_is_not_guessed(text):
    reading = read(text)
    assert reading.statements
    assert [s.source.name for s in reading.statements] == [None] * len(reading.statements)


_SILENT = [
    "Газета «Вечерний листок» вышла с опозданием.",
    "Das Schiff „Seeadler“ wurde am Dienstag in den Hafen gebracht.",
    "El diario «El Eco» publicó la lista de los heridos del martes.",
    "Карташов назвал статью «выдумкой» и ушёл.",
]


@pytest.mark.parametrize("text", _SILENT)
def test_a_name_in_quotation_marks_is_no_statement(text):
    assert read(text).statements == ()


def test_a_surname_finds_the_full_name_in_another_case():
    text = (
        "Мэр Орловки Анна Кац приехала утром. «Воды хватит», — сказала Кац.\n\n"
        "По словам Анны Кац, «хлеба тоже хватит до конца месяца»."
    )
    assert {s.source.name for s in read(text).statements} == {"Анна Кац"}
    assert all(s.source.role == "Мэр Орловки" for s in read(text).statements)


def test_a_woman_of_the_same_family_name_is_not_the_man():
    text = "Приехал Иван Петров. «Мост закрыт до утра», — сказала Петрова."
    assert read(text).statements[0].source.name == "Петрова"


def test_what_a_speaker_quotes_has_a_chain_through_the_speaker():
    text = "«Мне врач Олег Рябов сказал: „Ждать нельзя“», — рассказала Анна Кац."
    outer, inner = read(text).statements
    assert outer.source.name == "Анна Кац"
    assert inner.content == "Ждать нельзя"
    assert inner.chain == ("Олег Рябов", "Анна Кац")


def test_an_outlet_that_was_told_is_a_link_of_the_chain():
    text = "«Мост закрыт», — сказала Анна Кац газете «Вечерний листок»."
    assert read(text).statements[0].chain == ("Анна Кац", "Вечерний листок")


def test_a_denial_has_its_stance():
    text = "Le général Paul Astier a démenti : « Nos soldats n’étaient pas dans la ville. »"
    (statement,) = read(text).statements
    assert (statement.source.name, str(statement.stance)) == ("Paul Astier", "denies")


def test_a_paragraph_too_short_to_tell_takes_its_neighbours_language():
    text = (
        "Le préfet Jean Morel est arrivé dans la ville avec une délégation de la région.\n\n"
        "« Nous restons », dit Morel."
    )
    (statement,) = read(text).statements
    assert (statement.source.name, statement.engine) == ("Jean Morel", "rules-2+fr")


def test_an_english_page_that_quotes_another_language_stays_with_the_english_engine():
    text = "The mayor, Dana Wirth, stood at the bridge and said: “Мы остаёмся здесь навсегда.”"
    reading = read(text)
    assert reading.engine == "rules-2"
    assert reading.notes == ()
    assert reading.statements[0].source.name == "Dana Wirth"


@pytest.mark.parametrize(
    ("code", "stretch"),
    [
        ("en", "The road to the border has been closed since the morning, and it will stay so."),
        ("ru", "Дорога к границе закрыта с самого утра, и так будет ещё два дня."),
        ("uk", "Дорогу до кордону закрито від самого ранку, і так буде ще два дні."),
        ("bg", "Пътят към границата е затворен от сутринта и ще остане така, каза кметът."),
        ("be", "Дарога да мяжы зачынена з самай раніцы, і так будзе яшчэ два дні, сказаў ён."),
        ("sr", "Пут ка граници је затворен од јутрос и тако ће остати још два дана."),
        ("az", "Sərhədə gedən yol səhərdən bağlıdır və iki gün də belə qalacaq."),
        ("tr", "Sınıra giden yol sabahtan beri kapalı ve iki gün daha böyle olacak gibi."),
        ("fr", "La route de la frontière est fermée depuis le matin et elle le restera."),
        ("es", "El camino de la frontera está cerrado desde la mañana y seguirá así."),
        ("pt", "A estrada da fronteira está fechada desde a manhã e não vai abrir, disse ele."),
        ("it", "La strada per il confine è chiusa da questa mattina e non si sa quando riaprirà."),
        ("nl", "De weg naar de grens is sinds vanochtend dicht en dat blijft nog wel even zo."),
        ("ro", "Drumul spre graniță este închis de dimineață și nu se știe când se va deschide."),
        ("de", "Die Straße zur Grenze ist seit dem Morgen gesperrt und wird es auch bleiben."),
        ("ar", "الطريق إلى الحدود مغلق منذ الصباح وسيبقى كذلك يومين آخرين."),
        ("fa", "جاده مرزی از صبح بسته است و دو روز دیگر هم بسته می‌ماند، گفت شهردار گرگان."),
        ("hy", "Սահմանի ճանապարհը փակ է առավոտից և այդպես կմնա ևս երկու օր։"),
        ("el", "Ο δρόμος προς τα σύνορα είναι κλειστός από το πρωί."),
        ("he", "הכביש לגבול סגור מהבוקר ויישאר כך עוד יומיים."),
        ("zh", "通往边境的道路从早上起就封闭了。"),
        ("ja", "国境への道は朝から閉まっている。"),
        (None, "1984 — 2031"),
        (None, "Bela Norr"),
    ],
)  # fmt: skip
def test_the_language_of_a_paragraph_is_told(code, stretch):
    assert language_of(stretch) == code


_PIECES = st.sampled_from(
    [text for _, text, _, _ in _SPOKEN]
    + _NOBODY
    + ["«", "»", "„", "“", "”", '"', "— ", "—", ", — ", ".", "։", "՝ ", "؟", ":", "\n\n", "\n", " "]
    + ["сказал", "a-t-il déclaré", "dedi", "ասաց", "قال", "وقال", "l’", "по словам ", "selon "]
    + ["й", "\u200f", "\u202b", "I\u0307stanbul", "é", "שלום", "„Wir bleiben“", "「是」"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=12), max_size=12).map("".join))
def test_no_text_raises_offsets_point_at_their_words_and_it_is_read_the_same_twice(text):
    reading = read(text)
    assert read(text) == reading
    for s in reading.statements:
        assert text[s.start : s.end] == s.content
        if s.cue is not None:
            assert text[s.cue_start : s.cue_end] == s.cue
        if s.source.mention is not None:
            assert text[s.source.mention_start : s.source.mention_end] == s.source.mention
        assert (s.source.name is None) == (str(s.source.kind) == "unresolved")


@pytest.mark.parametrize("text", [text for _, text, _, _ in _SPOKEN])
def test_a_decomposed_text_has_the_same_speakers(text):
    decomposed = unicodedata.normalize("NFD", text)
    names = [s.source.name for s in read(text).statements]
    found = read(decomposed).statements
    assert [unicodedata.normalize("NFC", s.source.name or "") for s in found] == names
    for s in found:
        assert decomposed[s.start : s.end] == s.content
