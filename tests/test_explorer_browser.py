"""The evidence explorer in a real Chromium: counts, keyboard, history, files. Skipped where there is none."""

import csv
import re
import shutil

import pandas as pd
import pytest
from conftest import ROOT, coding, link, unit, whole
from simulate import write_cases
from test_explorer import SETTINGS, invented, segment

from crosscase import store
from crosscase.cases import clean
from crosscase.core.codebook import STATUSES
from crosscase.core.material import Material
from crosscase.core.units import case_table, units_of
from crosscase.publish.explorer import content, page
from crosscase.run import explorer

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium here; install Debian's package 'chromium' to test the explorer in it"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Elements that the first view may have: some ten thousand take a browser about a second.
MOST_ELEMENTS = 5_000
#: The words of a cell for what came of its links, for harm and for good.
TOLD = {"realised": "happened", "mitigated": "met by a remedy", "averted": "met by a remedy", "possible": "only"}


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def project():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        yield ROOT


@pytest.fixture(scope="module")
def address(project, tmp_path_factory):
    """The page of the cases as they are, by its address on the disk."""
    file = tmp_path_factory.mktemp("explorer") / "explorer.html"
    file.write_text(explorer.explorer({"case_ids": store.case_ids(), **SETTINGS}), encoding="utf-8")
    return file.as_uri()


class Tab:
    """A tab that keeps what the console says and what is asked of the network."""

    def __init__(self, browser):
        self.page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, place):
        """Go to an address, or to another place of the page that is open."""
        if place.startswith("#"):
            self.page.evaluate("place => { location.hash = place }", place)
            self.page.wait_for_function(
                "place => location.hash === place && hashOf(state) === hashOf(stateOf(place))", arg=place
            )
        else:
            self.page.goto(place)
        return self

    def until(self, expression, value):
        """Wait until an expression of the page has a value."""
        self.page.wait_for_function(f"value => ({expression}) === value", arg=value)

    def text(self, selector):
        return " ".join(self.page.inner_text(selector).split())

    def focused(self):
        return self.page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')")

    def cells(self):
        """Return the links of the table's cells: where each leads, what it shows, what a screen reader says."""
        found = "links => links.map(a => [a.getAttribute('href'), a.textContent.trim(), a.getAttribute('aria-label')])"
        return self.page.eval_on_selector_all("#table td a", found)

    def saved(self, button):
        """Press a button that saves a file; return its rows."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=button).click()
        with open(waiting.value.path(), encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))


@pytest.fixture(scope="module")
def window(browser):
    """The tab of all tests: a page that is opened in it is loaded anew, and keeps nothing of an earlier one."""
    return Tab(browser)


@pytest.fixture
def blank(window):
    """The tab with no page yet; nothing may be said in it, nor asked of the network."""
    window.page.goto("about:blank")
    window.said.clear()
    window.asked.clear()
    window.page.emulate_media(media="screen", color_scheme="light")
    window.page.set_viewport_size({"width": 1280, "height": 900})
    yield window
    asked = [url for url in window.asked if not url.startswith(("file:", "blob:", "about:"))]
    assert window.said == [] and asked == []


@pytest.fixture
def tab(blank, address):
    return blank.open(address)


# --- counts -----------------------------------------------------------------------------------------


def test_every_count_of_codes_equals_the_table_behind_the_figures(tab, project):
    table = store.read_table("data/processed/cross_case/codes_by_case.csv", "codes_by_case")
    shown = {}
    for href, text, told in tab.open("#codes?all=1").cells():
        _, code, unit = re.split(r"[/?]", href)[:3]
        shown[code, unit] = (text or "ring", told)
    expected = {"present": str, "possible": lambda n: "ring", "absent": lambda n: "–"}
    wanted = {
        (row.code_id, row.unit): expected[row.state](row.n_segments)
        for row in table.itertuples()
        if row.state in expected
    }
    assert {key: text for key, (text, _) in shown.items()} == wanted and len(wanted) > 100
    assert all(text in ("ring", "–") or f": {text} passage" in told for text, told in shown.values())
    heads = tab.page.eval_on_selector_all("#table thead th .quiet", "all => all.map(one => one.textContent)")
    cases = store.read_table("data/processed/cross_case/cases.csv", "cases")
    assert heads == [f"{n} passages" for n in cases["n_segments"]]


def test_every_count_of_causes_and_effects_equals_the_table_of_its_case(tab, project):
    for case_id in store.case_ids():
        table = store.read_table(f"data/processed/{case_id}/barrier_effects.csv", "barrier_effects")
        wanted = {(row.cause, row.effect): row for row in table[table["n_links"] > 0].itertuples()}
        cells = tab.open(f"#effects?case={case_id}").cells()
        assert len(cells) == len(wanted) > 10
        for href, text, told in cells:
            row = wanted[tuple(re.split(r"[/?]", href)[1:3])]
            counts = {}
            for status in STATUSES:
                counts[TOLD[status]] = counts.get(TOLD[status], 0) + getattr(row, f"n_{status}")
            assert text == str(row.n_segments) and f"{row.n_links} link" in told, (case_id, href)
            assert all((f"{n} {word}" in told) == (n > 0) for word, n in counts.items()), (told, counts)


@pytest.mark.parametrize("coder", ["A", "B"])
def test_the_links_of_each_coding_are_those_of_the_table_of_passes(tab, project, coder):
    table = store.read_table("data/processed/cross_case/links_by_pass.csv", "links_by_pass")
    rows = tab.open(f"#effects?pass={coder}").saved("Table as CSV")
    shown = pd.DataFrame(rows[1:], columns=rows[0]).astype({"links": int}).groupby("kind")["links"].sum()
    assert shown.to_dict() == table[table["coder"] == coder].set_index("valence")["n_links"].to_dict()


def test_filters_choose_the_passages_that_the_tables_hold(tab, project):
    segments = store.read_cases(store.case_ids(), "segments")
    codings = store.read_cases(store.case_ids(), "codings").query("coder == 'consensus'")
    links = store.read_cases(store.case_ids(), "links").query("coder == 'consensus'")
    coded = codings[codings["code_id"] == "lack_of_trust"]["segment_id"]
    for filters, n in {
        "case=nhs_ebcd": (segments["case_id"] == "nhs_ebcd").sum(),
        "phase=before": (segments["phase"] == "before").sum(),
        "side=side%3Acitizens": (segments["perspective"] == "citizens").sum(),
        "side=role%3Apatient": (segments["role"] == "patient").sum(),
        "status=averted": links[links["status"] == "averted"]["segment_id"].nunique(),
        "code=lack_of_trust": coded.nunique(),
        "code=lack_of_trust&phase=before": (segments["segment_id"].isin(coded) & (segments["phase"] == "before")).sum(),
    }.items():
        assert 0 < n < len(segments)
        assert tab.open(f"#passages?{filters}").text("#status").startswith(f"{n} of {len(segments)} passages"), filters


def test_a_choice_and_a_search_change_table_address_and_list(tab):
    tab.page.get_by_label("Phase").select_option("before")
    tab.page.get_by_role("searchbox").fill("TRUST café")
    tab.until("state.filters.phase + state.filters.q", "beforeTRUST café")
    assert "0 of" in tab.text("#status") and "No passage fits" in tab.text("#table")
    tab.page.get_by_role("searchbox").fill("TRUST p4c-0")
    tab.until("state.filters.q", "TRUST p4c-0")
    n = int(tab.text("#status").split()[0])
    tab.page.get_by_role("link", name="Passages", exact=True).click()
    tab.until("state.view", "passages")
    assert 0 < n == tab.page.locator("article").count() and "phase=before" in tab.page.url
    tab.page.get_by_role("link", name="Remove all filters").click()
    tab.until("document.getElementById('status').textContent", "346 passages of 5 cases.")


# --- what a cell opens ------------------------------------------------------------------------------


def test_a_cell_opens_its_passages_with_source_links_episode_and_both_codings(tab, project):
    place = "#effects/lack_of_trust/participation_lost?case=place4carers"
    table = store.read_table("data/processed/place4carers/barrier_effects.csv", "barrier_effects")
    row = table[(table["cause"] == "lack_of_trust") & (table["effect"] == "participation_lost")].iloc[0]
    links = store.read_table("data/processed/place4carers/links.csv", "links").query("coder == 'consensus'")
    told = store.read_table("data/processed/place4carers/segments.csv", "segments").set_index("segment_id")
    tab.open(place)
    assert tab.page.locator("article").count() == row["n_segments"]
    panel = tab.text("#panel")
    for key in row["segment_ids"].split():
        assert told.loc[key.split(":")[1], "paraphrase"] in panel
    cell = links[(links["cause"] == "lack_of_trust") & (links["effect"] == "participation_lost")]
    others = {one for _, link_ in cell.iterrows() for one in link_["episode"].split() if one != link_["segment_id"]}
    stories = " ".join(" ".join(tab.page.locator("li.here .story").all_inner_texts()).split())
    assert others and all(told.loc[one, "paraphrase"] in stories and f"{one} tells the" in stories for one in others)
    assert tab.page.locator("article li.here").count() >= len(cell)
    memo = store.read_table("data/raw/cases/place4carers/resolutions.csv", "raw/resolutions").query(
        "segment_id == 'p4c-015' and about == 'link'"
    )["memo"]
    tab.open("#passages/place4carers/p4c-015")
    card = tab.text("article")
    assert "https://doi.org/10.21203/rs.3.rs-34600/v3" in tab.page.locator("article a").evaluate_all(
        "links => links.map(one => one.href)"
    )
    for words in ("Carer, female, 8", "Findings: trust", "before the collaboration", "Coding A", "Coding B", *memo):
        assert words in card, words


def test_an_address_that_the_page_does_not_hold_says_so(tab):
    for place in ("#codes/nothing/nowhere", "#effects/lack_of_trust/x", "#passages/a/b", "#codes/%E0%A4%A"):
        assert "Not on this page" in tab.open(place).text("#panel")
    assert tab.open("#effects?case=nowhere").text("#status").startswith("0 of")


# --- history, keyboard, screen reader, paper --------------------------------------------------------


def test_back_and_forward_lead_through_what_was_shown(tab):
    shown = "[state.row !== '', state.filters.phase, document.getElementById('panel').hidden].join()"
    tab.page.click("#table td a")
    tab.until(shown, "true,,false")
    first = tab.page.url
    tab.page.get_by_label("Phase").select_option("during")
    tab.until(shown, "true,during,false")
    tab.page.go_back()
    tab.until(shown, "true,,false")
    assert tab.page.url == first and tab.page.get_by_label("Phase").input_value() == ""
    tab.page.go_back()
    tab.until(shown, "false,,true")
    tab.page.go_forward()
    tab.until(shown, "true,,false")
    assert tab.page.url == first and tab.page.locator("#panel article").count() > 0


def test_the_keyboard_opens_a_cell_moves_between_cells_and_comes_back(tab):
    tab.page.keyboard.press("Tab")
    assert tab.text(":focus").startswith("Skip")
    tab.page.focus("#table td a")
    first = tab.focused()
    tab.page.keyboard.press("ArrowDown")
    second = tab.focused()
    assert second != first and second.startswith("#codes/")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("#panel article")
    assert tab.focused() == "panel-title"
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_selector("#panel", state="hidden")
    assert tab.focused() == second


def test_tables_are_tables_to_a_screen_reader(tab):
    for place in ("#codes", "#effects"):
        tab.open(place)
        assert tab.page.locator("table caption").count() == 1
        assert tab.page.locator("thead th:not([scope]), tbody th:not([scope])").count() == 0
        assert tab.page.get_by_role("table").count() == 1 and tab.page.get_by_role("status").count() == 1


LOOKS = {
    "codes": ("", {}),
    "open cell": ("#effects/lack_of_trust/participation_lost", {}),
    "passage": ("#passages/place4carers/p4c-015", {}),
    "dark": ("#codes/lack_of_trust/place4carers", {"color_scheme": "dark"}),
    "dark effects": ("#effects?case=nursing_homes", {"color_scheme": "dark"}),
    "phone": ("#effects?case=nursing_homes", {"viewport": {"width": 400, "height": 800}}),
}


@pytest.mark.parametrize("name", LOOKS)
def test_no_barrier_to_a_reader_is_found_and_nothing_is_wider_than_the_window(name, blank, address):
    from axe_playwright_python.sync_playwright import Axe

    place, look, page_ = *LOOKS[name], blank.page
    page_.emulate_media(color_scheme=look.get("color_scheme", "light"))
    page_.set_viewport_size(look.get("viewport", {"width": 1280, "height": 720}))
    page_.goto(address + place)
    page_.locator(".about").evaluate("one => { one.open = true }")
    found = Axe().run(page_).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found] == []
    assert page_.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_on_paper_the_controls_are_gone_and_everything_is_open(tab):
    tab.open("#passages?case=place4carers&code=lack_of_trust")
    tab.page.emulate_media(media="print")
    assert tab.page.locator("nav").is_hidden() and tab.page.locator("#filters").is_hidden()
    tab.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    n = tab.page.locator("article").count()
    assert tab.page.locator("article details[open] table").count() == n > 5
    tab.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert tab.page.locator("article details[open]").count() == 0


def test_the_first_view_is_light(tab):
    assert tab.page.evaluate("document.querySelectorAll('*').length") < MOST_ELEMENTS


# --- files ------------------------------------------------------------------------------------------


def test_the_files_hold_what_is_shown(tab, project):
    rows = tab.open("#codes?case=nhs_ebcd").saved("Table as CSV")
    assert rows[0] == ["family", "code_id", "code", "Breast cancer EBCD"]
    counts = {re.split(r"[/?]", href)[1]: text for href, text, _ in tab.cells() if text.isdigit()}
    assert {code: n for _, code, _, n in rows[1:] if n.isdigit()} == counts
    rows = tab.open("#codes/lack_of_trust/place4carers").saved("Passages as CSV")
    listed = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert len(listed) == tab.page.locator("article").count()
    assert all(one["doi"] and one["paraphrase"] in tab.text("#panel") for one in listed)
    assert all("Lack of trust" in one["codes"] for one in listed)


def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(blank, codes, tmp_path):
    traps = ['=1+1,"x"', "+1", "-1", "@a", "\tx", "plain, = in the middle"]
    told = [segment("a", n, paraphrase=trap) for n, trap in enumerate(traps)]
    found = invented(codes, told, [coding("a", one["segment_id"], "distrust", coder="consensus") for one in told], [])
    file = tmp_path / "explorer.html"
    file.write_text(page.page(found), encoding="utf-8")
    opened = blank.open(f"{file.as_uri()}#passages")
    rows = opened.saved("Passages as CSV")
    at = rows[0].index("paraphrase")
    assert [row[at] for row in rows[1:]] == [*(f"'{trap}" for trap in traps[:5]), traps[5]]


def test_a_status_a_pass_and_an_absent_code_are_counted_apart(blank, codes, tmp_path):
    """Small enough to count by hand."""
    links = [
        link("a", 1, "a-1", "distrust", "people_leave", coder="consensus"),
        link("a", 2, "a-2", "distrust", "people_leave", "possible", coder="consensus"),
        link("a", 3, "a-2", "meals", "new_shop", "possible", coder="A"),
    ]
    codings = [coding("a", "a-1", "distrust", coder="consensus"), coding("a", "a-2", "meals", coder="A")]
    codings += [coding("a", "a-2", "no_time", coder="consensus", presence="absent")]
    file = tmp_path / "explorer.html"
    file.write_text(page.page(invented(codes, [segment("a", 1), segment("a", 2)], codings, links)), encoding="utf-8")
    opened = blank.open(file.as_uri())
    assert [text for _, text, _ in opened.cells()] == ["1", "–"]
    told = "Distrust led to People leave: 2 passages in 1 case; 2 links: 1 happened, 1 only feared"
    assert [text for *_, text in opened.open("#effects").cells()] == [told]
    assert [text for _, text, _ in opened.open("#effects?status=possible").cells()] == ["1"]
    assert [text for *_, text in opened.open("#effects?pass=A").cells()] == [
        "Meals led to New shop: 1 passage in 1 case; 1 link: 1 only hoped for"
    ]


def test_where_parts_are_compared_a_passage_about_the_whole_case_counts_in_each(blank, codes, tmp_path):
    columns = [unit("a", unit=f"a/{part}", unit_id=part, label=part) for part in ("east", "west")] + [unit("b")]
    told = [segment("a", 1, unit_id="east"), segment("a", 2), segment("b", 1, unit_id="b-only")]
    codings = [coding(one["case_id"], one["segment_id"], "distrust", coder="consensus") for one in told]
    file = tmp_path / "explorer.html"
    file.write_text(page.page(invented(codes, told, codings, [], columns=columns)), encoding="utf-8")
    opened = blank.open(file.as_uri())
    assert [text for _, text, _ in opened.cells()] == ["2", "1", "1"]
    opened.open("#codes/distrust/a%2Fwest")
    assert opened.page.locator("article").count() == 1 and "Distrust: west" in opened.text("#panel")


# --- many cases -------------------------------------------------------------------------------------


@whole
def test_forty_cases_fit_and_stay_light(blank, tmp_path, monkeypatch):
    book, _ = store.read_reference()
    (tmp_path / "Snakefile").touch()
    ids = write_cases(tmp_path / "data/raw/cases", 40, long_labels=True)
    monkeypatch.chdir(tmp_path)
    cleaned = [clean.clean_case(store.read_raw_case(case_id), book).tables for case_id in ids]
    segments, codings, links, readings = (
        pd.concat([one[name] for one in cleaned], ignore_index=True)
        for name in ("segments", "codings", "links", "readings")
    )
    about = {case_id: {**one, "access": "public"} for case_id, one in store.read_descriptions(ids).items()}
    cases = units_of(case_table(about, segments, codings, links))
    material = Material(
        book.codes, segments, codings, links, book.sources, "consensus", ("A", "B"), cases, all_readings=readings
    )
    text = page.page(content.content(material, about, book.roles, {}))
    print(f"40 cases, {len(segments)} passages: {len(text.encode()):,} bytes")
    file = tmp_path / "explorer.html"
    file.write_text(text, encoding="utf-8")
    opened = blank.open(file.as_uri())
    print(opened.page.evaluate("performance.getEntriesByType('navigation')[0].domComplete"), "ms to the first view")
    assert opened.page.locator("#table thead th").count() == 41
    assert opened.page.evaluate("document.querySelectorAll('*').length") < 6 * MOST_ELEMENTS
    n = sum(int(text) for _, text, _ in opened.cells() if text.isdigit())
    assert n == len(codings.drop_duplicates(["case_id", "segment_id", "code_id"]))
    opened.open("#passages")
    assert opened.page.locator("article").count() < 50
    opened.page.get_by_role("button", name="Show 40 more").click()
    assert opened.page.locator("article").count() == 80
