"""What an evaluator can do on the page, each step behind the role: look, compare, run, take feedback up, edit.

Every public method begins with `Authority.require`, so that it holds however it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chatbot.authority.authority import Authority
from chatbot.authority.role import Role
from chatbot.current_briefing import CurrentBriefing, MadeOnce
from chatbot.feedback import FeedbackFile, mark_feedback
from chatbot.loopback import is_served_here_alone
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.pipeline import Briefing
from evals.background_run import BackgroundRun, RunProgress
from evals.compare import compare_runs
from evals.draft_question import draft_question
from evals.gold import GoldIndex
from evals.kept_runs import KeptRuns
from evals.page.controls import go, heading
from evals.page.evaluate_place import EvaluateAction, EvaluatePlace, View
from evals.page.render_comparison import render_choice, render_comparison
from evals.page.render_feedback_list import render_feedback_list
from evals.page.render_gold import render_gold
from evals.page.render_outcome import render_outcome
from evals.page.render_overview import render_overview
from evals.page.render_question_form import render_question_form
from evals.page.render_questions import render_questions
from evals.page.render_run import matching, render_run
from evals.page.render_start import CORPUS_CHOICES, chosen_values, render_start
from evals.place_gold import GoldPlaces
from evals.question_form import (
    ASKERS,
    MOST_NUGGETS,
    TYPES,
    NuggetFields,
    QuestionFields,
    ReadForm,
    fields_from,
    fields_of,
    read_form,
)
from evals.question_shelf import QuestionShelf, version_of
from evals.run import Filters, choose_questions
from kb.errors import BriefingError, FeedbackError, QuestionFileError
from kb.notes import load_notes
from kb.settings import Corpus

_VIEWS: tuple[tuple[View, str], ...] = (
    ("overview", "Runs"),
    ("compare", "Compare"),
    ("start", "New run"),
    ("questions", "Questions"),
    ("feedback", "Feedback"),
)
_PART_OF: Mapping[View, View] = {"run": "overview", "outcome": "overview", "edit": "questions"}


@dataclass(frozen=True)
class Shown:
    """A view, where it is, and what is read out."""

    place: EvaluatePlace
    view: Markup
    said: str = ""


@dataclass(frozen=True)
class _Aids:
    """What is made from a briefing to judge and place gold, kept for as long as it answers."""

    gold: GoldIndex
    places: GoldPlaces


class EvaluateDesk:
    """One a page. Safe to share between threads."""

    def __init__(self, current: CurrentBriefing, authority: Authority) -> None:
        settings = current.briefing.library.settings
        self._current = current
        self._authority = authority
        self._settings = settings
        # As for reading originals end to end: only where the page is served to this machine alone.
        self._with_originals = is_served_here_alone(settings)
        self._runs = KeptRuns(settings.data_dir)
        self._shelf = QuestionShelf(settings.own_questions_dir)
        self._feedback = FeedbackFile(settings.data_dir)
        self._run = BackgroundRun(self._runs.folder)
        self._aids = MadeOnce(_make_aids)

    def show(self, headers: Mapping[str, str], place: EvaluatePlace, *, focus: bool = False) -> Shown:
        """A view; with `focus` the keyboard goes to its heading. What cannot be shown is said in its place.

        Raises NotAllowedError.
        """
        self._require(headers)
        return self._guarded(place, lambda: Shown(place, self._view(place, focus=focus)))

    def act(self, headers: Mapping[str, str], action: EvaluateAction) -> Shown:
        """Do what a control asks for, and show what came of it. Raises NotAllowedError."""
        self._require(headers)
        place = action.place
        if action.act == "begin":
            return self._guarded(place, lambda: self._begin(action))
        if action.act in ("set-aside", "reopen"):
            return self._guarded(place, lambda: self._put(action))
        if action.act in ("save", "place-gold", "add-nugget"):
            return self._guarded(place, lambda: self._edit(action))
        return self._guarded(place, lambda: Shown(place, self._view(place)))

    def progress(self, headers: Mapping[str, str]) -> RunProgress:
        """How the run stands. Raises NotAllowedError."""
        self._require(headers)
        return self._run.progress

    def cancel(self, headers: Mapping[str, str]) -> RunProgress:
        """Ask the run to stop. Raises NotAllowedError."""
        self._require(headers)
        self._run.cancel()
        return self._run.progress

    def wait(self, seconds: float) -> bool:
        """Wait for the run to end, for whoever closes the page; whether it has."""
        return self._run.wait(seconds)

    def _require(self, headers: Mapping[str, str]) -> None:
        self._authority.require(headers, Role.EVALUATOR)

    @property
    def _places(self) -> GoldPlaces:
        return self._aids.of(self._current.briefing).places

    def _gold(self, lines: str) -> Markup:
        return render_gold(self._places.written(lines), with_originals=self._with_originals)

    def _view(self, place: EvaluatePlace, *, focus: bool = True) -> Markup:
        return self._framed(place, self._body(place), focus=focus)

    def _framed(self, place: EvaluatePlace, body: Markup, *, focus: bool = True) -> Markup:
        """A view below the buttons that lead to the others. With `focus` it begins at its heading (evaluate.js)."""
        waiting = sum(kept.state == "open" for kept in self._feedback.read().kept)
        part = _PART_OF.get(place.view, place.view)
        ways = (
            tag(
                "li", _way(f"{label} ({waiting})" if view == "feedback" and waiting else label, view, here=view == part)
            )
            for view, label in _VIEWS
        )
        back = tag("button", "Back", type="button", class_="plain", data_evaluate="back")
        nav = tag("nav", tag("ul", *ways), back, aria_label="Evaluate", class_="explore-ways")
        return tag("div", nav, body, class_="explore evaluate", data_focus="evaluate-heading" if focus else None)

    def _body(self, place: EvaluatePlace) -> Markup:
        views = {
            "overview": self._overview,
            "run": self._one_run,
            "outcome": self._outcome,
            "compare": self._compare,
            "start": self._start,
            "questions": self._questions,
            "edit": self._open_form,
            "feedback": self._feedback_list,
        }
        return views[place.view](place)

    def _overview(self, _: EvaluatePlace) -> Markup:
        return render_overview(self._runs.all(), frozenset(self._shelf.questions()))

    def _one_run(self, place: EvaluatePlace) -> Markup:
        record, head = self._runs.read(place.run), self._runs.all().find(place.run)
        assert head is not None  # it was just read
        return render_run(place, head, record)

    def _outcome(self, place: EvaluatePlace) -> Markup:
        record = self._runs.read(place.run)
        outcome = record.by_question.get(place.item)
        if outcome is None:
            raise QuestionFileError("That question is not in this run.", "Open the run and choose one from its list.")
        listed = [o.question_id for o in matching(EvaluatePlace(view="run"), record)]
        if place.item not in listed:
            listed = list(record.by_question)
        at = listed.index(place.item)
        neighbours = (listed[at - 1] if at else None, listed[at + 1] if at + 1 < len(listed) else None)
        held = self._shelf.questions().get(place.item)
        briefing = self._current.briefing
        return render_outcome(
            place,
            outcome,
            held.question if held else None,
            neighbours,
            briefing.library,
            self._aids.of(briefing).places,
            with_originals=self._with_originals,
        )

    def _compare(self, place: EvaluatePlace) -> Markup:
        chosen = render_choice(place, self._runs.all())
        if not (place.before and place.run):
            return chosen
        try:
            before, after = self._runs.read(place.before), self._runs.read(place.run)
            comparison = compare_runs(
                before, after, across_corpora=bool(place.across), shared_questions=bool(place.shared)
            )
        except QuestionFileError as error:
            options = ("--across-corpora", "--shared-questions")
            hint = (
                "Tick the box for it to compare what both have."
                if any(o in error.hint for o in options)
                else error.hint
            )
            return join([chosen, tag("p", error.message, " ", hint, class_="warning", role="alert")])
        return join([chosen, render_comparison(comparison, before, after, place)])

    def _start(self, _: EvaluatePlace) -> Markup:
        return render_start({}, self._settings.corpus, self._settings.model_name)

    def _questions(self, place: EvaluatePlace) -> Markup:
        return render_questions(place, self._shelf.questions(), str(self._shelf.own_dir))

    def _feedback_list(self, place: EvaluatePlace) -> Markup:
        return render_feedback_list(place, self._feedback.read(), self._current.briefing.library.corpus_hash)

    def _open_form(self, place: EvaluatePlace) -> Markup:
        if place.feedback:
            kept = next((k for k in self._feedback.read().kept if k.feedback.id == place.feedback), None)
            if kept is None:
                raise FeedbackError("That feedback is no longer there.", "Its reader said something else since.")
            briefing = self._current.briefing
            aids = self._aids.of(briefing)
            fields = draft_question(kept.feedback, briefing.library, aids.gold, aids.places)
            return render_question_form(ReadForm(fields), self._gold)
        if not place.item:
            return render_question_form(ReadForm(QuestionFields()), self._gold)
        held = self._shelf.questions().get(place.item)
        if held is None:
            raise QuestionFileError("That question is no longer there.", "Choose another from the list of questions.")
        fields = fields_of(held.question, version_of(held.question), self._places)
        return render_question_form(ReadForm(fields), self._gold, own=held.own)

    def _begin(self, action: EvaluateAction) -> Shown:
        """Start a run; what cannot be run is said in the form."""
        sent, place = action.fields, EvaluatePlace(view="start")
        model = self._settings.model_name
        try:
            corpus = _corpus(action.first("corpus") or self._settings.corpus)
            shelf = self._shelf.questions()
            own = action.first("set")
            questions = [held.question for held in shelf.values() if own == "all" or held.own == (own == "own")]
            filters = Filters(
                half=chosen_values(sent.get("half", []), ("dev", "test")),
                type=chosen_values(sent.get("type", []), TYPES),
                asker=chosen_values(sent.get("asker", []), ASKERS),
                source=action.first("source").replace(",", " ").split(),
                tag=action.first("tag").lower().replace(",", " ").split(),
                text=[text] if (text := " ".join(action.first("text").split())) else [],
            )
            chosen = choose_questions(questions, filters)
            settings = self._settings.model_copy(update={"corpus": corpus})

            def open_system() -> tuple[Briefing, GoldIndex]:
                briefing = self._current.briefing
                if corpus != self._settings.corpus:
                    briefing = Briefing.open(settings)
                return briefing, self._aids.of(self._current.briefing).gold

            self._run.begin(chosen, filters, settings, open_system)
        except BriefingError as error:
            said = f"{error.message} {error.hint}"
            return Shown(place, self._framed(place, render_start(sent, self._settings.corpus, model, said)), said)
        shown = render_start(sent, self._settings.corpus, model)
        return Shown(place, self._framed(place, shown), f"The run has begun: {len(chosen)} questions.")

    def _put(self, action: EvaluateAction) -> Shown:
        """Set a feedback aside, or take it up again."""
        if all(kept.feedback.id != action.feedback for kept in self._feedback.read().kept):
            raise FeedbackError("That feedback is no longer there.", "Its reader said something else since.")
        aside = action.act == "set-aside"
        self._feedback.append(mark_feedback(action.feedback, "set aside" if aside else "open"))
        place = EvaluatePlace(view="feedback", shown=action.shown)
        return Shown(place, self._view(place), "Set aside." if aside else "It is among those to look at again.")

    def _edit(self, action: EvaluateAction) -> Shown:
        """Save the form, or show it with what is wrong; look words up; or give it room for one more nugget."""
        fields = fields_from({name: action.first(name) for name in action.fields})
        if action.act == "add-nugget":
            fields = replace(fields, nuggets=(*fields.nuggets, NuggetFields())[:MOST_NUGGETS])
            return self._form(ReadForm(fields), "There is room for one more nugget.")
        read = read_form(fields, self._places)
        if action.act == "place-gold":
            return self._form(read, "" if read.errors else "All that is written here holds. It is not saved yet.")
        if read.question is None:
            return self._form(read)
        try:
            held = self._shelf.save(
                read.question, opened=fields.opened_version or None, instead_of=fields.opened_id or None
            )
        except BriefingError as error:
            return self._form(replace(read, errors={"": f"{error.message} {error.hint}"}))
        if fields.feedback:
            self._feedback.append(mark_feedback(fields.feedback, "made a question", held.question.id))
        unchecked = (
            f" {read.unchecked} of its gold places are in no original stored here, so nobody looked there."
            if read.unchecked
            else ""
        )
        said = f"Saved in {held.file.name}: {held.question.half} half.{unchecked}"
        if fields.opened_id and fields.opened_id != held.question.id and fields.opened_id in self._shelf.questions():
            said += " Its words are new, so it is a question beside the project’s, which stays."
        saved = ReadForm(fields_of(held.question, version_of(held.question), self._places))
        return self._form(saved, said, own=True)

    def _form(self, read: ReadForm, said: str = "", *, own: bool | None = None) -> Shown:
        fields = read.fields
        if own is None and fields.opened_id:
            held = self._shelf.questions().get(fields.opened_id)
            own = held.own if held else None
        place = EvaluatePlace(view="edit", item=fields.opened_id, feedback=fields.feedback)
        wrong = f"Not saved: {len(read.errors)} to mend." if read.errors else ""
        return Shown(place, self._framed(place, render_question_form(read, self._gold, said, own=own)), wrong or said)

    def _guarded(self, place: EvaluatePlace, do: Callable[[], Shown]) -> Shown:
        try:
            return do()
        except BriefingError as error:
            said = f"{error.message} {error.hint}"
            words: list[Content] = [heading("This cannot be shown"), tag("p", said, class_="warning", role="alert")]
            back = tag("p", go("All runs", "overview"), " ", go("All questions", "questions"), class_="actions")
            view = tag("div", *words, back, class_="explore evaluate", data_focus="evaluate-heading")
            return Shown(place, view, said)


def _way(label: str, view: View, *, here: bool) -> Markup:
    return tag(
        "button",
        label,
        type="button",
        class_="way is-here" if here else "way",
        aria_current="page" if here else None,
        data_evaluate="go",
        data_view=view,
    )


def _make_aids(briefing: Briefing) -> _Aids:
    settings = briefing.library.settings
    notes = load_notes(settings.notes_dir) if settings.notes_dir.is_dir() else ()
    return _Aids(GoldIndex(notes), GoldPlaces(briefing.library, notes))


def _corpus(name: str) -> Corpus:
    for value, _ in CORPUS_CHOICES:
        if value == name:
            return value
    raise QuestionFileError(f"There is no corpus {name[:40]}.", "Choose notes, originals or both.")
