"""What a rule depends on comes from imports: a change in any module that a notebook leans on runs it again."""

import pytest

from crosscase.run import imports


@pytest.mark.parametrize(
    ("notebook", "held", "not_held"),
    [
        (
            "32_robustness",
            ["core/codebook", "core/likeness", "questions/robustness/kinds"],
            ["questions/power/compute"],
        ),
        ("24_balance", ["core/honest", "publish/saving", "questions/balance/figure"], ["core/literature"]),
        ("01_clean", ["cases/clean", "core/numbers", "store/tables"], ["questions/power/compute"]),
    ],
)
def test_the_code_behind_a_notebook_is_what_its_imports_import(notebook, held, not_held):
    found = imports.code_behind(f"notebooks/{notebook}.ipynb")
    assert found == sorted(set(found))
    assert {f"src/crosscase/{name}.py" for name in (*held, "run/notebook")} <= set(found)
    assert not {f"src/crosscase/{name}.py" for name in not_held} & set(found)


def test_a_tables_definition_in_the_folder_of_a_question_is_part_of_its_code():
    assert "src/crosscase/questions/balance/remedies.schema.yaml" in imports.code_behind("notebooks/24_balance.ipynb")
    assert not any("balance" in file for file in imports.code_behind("notebooks/27_power.ipynb"))


def test_what_a_notebook_publishes_stands_in_its_order_by_its_paths():
    assert imports.published("notebooks/24_balance.ipynb") == [
        "figures/balance",
        "tables/harm_shares",
        "tables/remedies",
    ]
    assert imports.question_of("notebooks/27_power.ipynb").endswith("?")
    assert {"balance", "service_system", "robustness"} <= set(imports.figure_names())
