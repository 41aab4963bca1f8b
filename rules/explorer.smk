# Explorer: every cell and every passage in one page. Needs the clean tables of the cases; leaves reports/explorer.html, which opens by a double
# click and needs nothing beside it. No table of a case that is not public is an input: it never enters the page.

from crosscase.core import addresses


def public(*names, folder):
    """Return these files of every case that the page shows, as far as they are there."""
    shown = addresses.shown(store.read_descriptions(CASES))
    files = [f"{folder}/{case_id}/{name}" for case_id in shown for name in names]
    if folder == store.CASES:
        files = [store.received_file(case_id, Path(name).stem) for case_id in shown for name in names]
    return [file for file in files if folder == "data/processed" or store.resolve(file).is_file()]


rule explorer:
    """Write the evidence explorer, one page with every passage of the public cases."""
    input:
        code=imports.code_of_module("crosscase.run.explorer"),
        parts=sorted(path.as_posix() for path in Path("src/crosscase/publish/explorer").glob("*.[chj]*")),
        tables=lambda wildcards: public("segments.csv", "codings.csv", "links.csv", "readings.csv", folder="data/processed"),
        received=lambda wildcards: public("resolutions.csv", folder="data/raw/cases"),
        descriptions=[store.described_in(case_id) for case_id in CASES],
        cases="data/processed/cross_case/cases.csv",
        reference=["data/raw/codebook/codes.csv", "data/raw/codebook/roles.csv", "data/raw/sources.csv", "config/aliases.csv"],
    output:
        page="reports/explorer.html",
    params:
        settings=settings("case_ids", "coder", "independent_passes"),
    shell:
        r"""
        python -m crosscase.run.explorer {output.page:q} {params.settings:q}
        """
