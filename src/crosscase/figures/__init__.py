"""Publication figures: tables of counts in, a figure out. Nothing is read, written or shown here.

One module a question; `base` holds what they share. A ``..._figure`` function returns the figure, or its pages where
the table is too tall or too wide for one; `io.save_figure` writes either.
"""

from .agreement import agreement_figure as agreement_figure
from .balance import balance_figure as balance_figure
from .base import cell_texts as cell_texts
from .codes_by_case import codes_by_case_figure as codes_by_case_figure
from .codes_by_case import groups_of as groups_of
from .configurations import configurations_figure as configurations_figure
from .critical_questions import critical_questions_figure as critical_questions_figure
from .frameworks import framework_barriers_figure as framework_barriers_figure
from .frameworks import framework_coverage_figure as framework_coverage_figure
from .literature import literature_figure as literature_figure
from .literature_in_cases import literature_in_cases_figure as literature_in_cases_figure
from .pathways import pathways_figure as pathways_figure
from .perspectives import perspectives_figure as perspectives_figure
from .phases import phase_profile_figure as phase_profile_figure
from .power import power_figure as power_figure
from .remedies import harm_figure as harm_figure
from .remedies import remedies_figure as remedies_figure
from .robustness import robustness_figure as robustness_figure
from .saturation import saturation_figure as saturation_figure
from .similarity import case_similarity_figure as case_similarity_figure
from .similarity import correspondence_figure as correspondence_figure
from .within_case import barrier_effects_figure as barrier_effects_figure
from .within_case import shown_codes as shown_codes
