"""`check` names each mistake with its remedy, and warns of what is old."""

import re
from datetime import date, timedelta

import pytest

import server.cli.main as main_module
from server.child import ChildError
from tests.support.site import SAMPLE_CONTENT, Site, run


def test_check_of_valid_content_prints_counts():
    """`check` of valid content prints what it counted and exits with 0."""
    done = run("check", "--content", SAMPLE_CONTENT)

    assert done.returncode == 0
    assert done.stdout == "content OK: 3 signs, 1 step sheet, 1 article, 5 facts, 2 countries\n"


def test_check_collects_the_mistakes_of_every_file(tmp_path):
    """`check` reports the mistakes of all files in one run."""
    site = Site(tmp_path)
    (site.content / "en/signs/asleep.md").write_text("no front matter")
    facts = site.content / "facts.yaml"
    facts.write_text(facts.read_text().replace("status: read", "status: sure"))
    done = run("check", "--content", site.content)

    assert done.returncode == 1
    assert "content/en/signs/asleep.md:1: -: a page starts with '---'" in done.stderr
    for line, fact in enumerate(("O1", "W1"), 1):
        found = f"content/facts.yaml:{line}: {fact}.status: 'sure' is not allowed"
        assert f"{found}; allowed: read, editorial, first-aid, unverified\n" in done.stderr
    assert done.stderr.endswith("3 problems\n")


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("seen_awake:", "seen_asleep:", ["content/en/interface.yaml: seen_awake: missing"]),
        (
            "leave out {declined}",
            "leave out {refused}",
            ["content/en/interface.yaml:", "{refused}", "not a known placeholder"],
        ),
    ],
)
def test_a_mistake_in_the_interface_is_named(tmp_path, old, new, findings):
    """A missing word of interface.yaml is named, and so is a placeholder with another name."""
    site = Site(tmp_path)
    words = site.content / "en/interface.yaml"
    words.write_text(words.read_text().replace(old, new))
    done = run("check", "--content", site.content)

    assert done.returncode == 1
    assert [finding for finding in findings if finding not in done.stderr] == []


def test_schemas_that_cannot_be_written_are_named(tmp_path):
    """A path that schemas cannot be written to is named, with the option."""
    (tmp_path / "file").write_text("")
    done = run("check", "--schema", tmp_path / "file")

    assert done.stderr == (
        f"cannot write to {tmp_path / 'file'}: File exists; name another folder with --schema\n"
    )


def test_a_check_that_is_killed_is_one_line(monkeypatch, capfd):
    """A killed checking process makes `check` print one line."""

    def killed(*_: object) -> None:
        raise ChildError("killed by signal 9; out of memory?")

    monkeypatch.setattr("server.cli.check._checked", killed)
    with pytest.raises(SystemExit):
        main_module.main(["check", "--content", str(SAMPLE_CONTENT)])

    assert capfd.readouterr().err == (
        "the content could not be checked: killed by signal 9; out of memory?\n"
    )


@pytest.fixture
def site_with_ended_notice(tmp_path):
    """Content with a notice that ended long ago, whatever the day is."""
    site = Site(tmp_path)
    notice = site.content / "en/notices/recall.md"
    notice.write_text(notice.read_text().replace("2999-01-01", "2001-01-01"))
    site.content = site.content.rename(tmp_path / "words")
    return site


ENDED = (
    "warning: words/en/notices/recall.md:4: until: 2001-01-01 has passed and no reader sees it: "
)


def test_a_warning_stops_nothing(site_with_ended_notice):
    """A warning is printed and counted; the exit code is 0 and a release is published."""
    checked = run("check", "--content", site_with_ended_notice.content)
    published = [
        run(
            "publish",
            "--content",
            site_with_ended_notice.content,
            "--data",
            site_with_ended_notice.data,
        )
        for _ in range(2)
    ]  # the second made nothing

    for done in (checked, *published):
        assert done.returncode == 0
        assert done.stderr == f"{ENDED}delete the file, or set a later day\n1 warning\n"
    assert checked.stdout.startswith("content OK")
    assert published[0].stdout.startswith("published ")
    assert published[1].stdout.startswith("unchanged ")


def test_strict_treats_warnings_as_errors(site_with_ended_notice):
    """With `--strict` a warning makes `check` exit with 1."""
    done = run("check", "--strict", "--content", site_with_ended_notice.content)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(ENDED)
    assert done.stderr.endswith("1 problem\n")
    assert run("check", "--strict", "--content", SAMPLE_CONTENT).returncode == 0


def test_strict_prints_the_report_too(site_with_ended_notice):
    """`--strict --report` prints the report also if it fails."""
    done = run("check", "--strict", "--report", "--content", site_with_ended_notice.content)

    assert done.returncode == 1
    assert "signs/asleep" in done.stdout
    assert done.stderr.startswith(ENDED)


def test_a_date_at_the_end_of_the_calendar_is_a_warning(tmp_path):
    """Adding the review period to 9999-12-31 does not end the command."""
    site = Site(tmp_path)
    path = site.content / "helplines.yaml"
    path.write_text(re.sub(r"checked: [\d-]+", "checked: 9999-12-31", path.read_text()))
    done = run("check", "--content", site.content)

    assert done.returncode == 0
    assert "9999-12-31 is in the future" in done.stderr


def test_the_report_says_what_falls_due(tmp_path):
    """`check --report` lists below the table of pages what falls due in the next 90 days."""
    site = Site(tmp_path)
    due = date.today() + timedelta(days=30)
    style = site.content / "en/style.yaml"
    days = (due - date(2026, 1, 2)).days  # since the numbers were checked
    style.write_text(style.read_text().replace("helpline_days: 100000", f"helpline_days: {days}"))
    done = run("check", "--report", "--content", site.content)

    assert done.returncode == 0
    assert "signs/asleep" in done.stdout
    assert "\n2 due until 20" in done.stdout
    assert f"content/helplines.yaml: NO.checked: due on {due}" in done.stdout


@pytest.mark.parametrize(
    "option", ["--strict", "--report", "--all", "review_days", "helpline_days"]
)
def test_the_help_of_check_explains_age(option):
    """The help of `check` names the options and settings about age."""
    assert option in run("check", "--help").stdout
