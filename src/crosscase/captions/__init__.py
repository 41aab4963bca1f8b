"""Captions and alt texts, generated from the data, so that they cannot disagree with the figure.

A caption says what is drawn, how it is counted, n, what blank and hatched mean, and what the data cannot say. An alt
text says the kind of chart and its main point in about 150 characters. One module a question; `base` holds what they
share.
"""

from .agreement import agreement as agreement
from .agreement import agreement_table as agreement_table
from .balance import balance as balance
from .base import PASSES as PASSES
from .base import READING as READING
from .base import STARS as STARS
from .base import joined as joined
from .claims import claims as claims
from .codes_by_case import barriers_in_practice as barriers_in_practice
from .codes_by_case import codes_by_case as codes_by_case
from .codes_by_case import codes_in_cases as codes_in_cases
from .configurations import configurations as configurations
from .configurations import configurations_solutions as configurations_solutions
from .configurations import configurations_truth as configurations_truth
from .critical_questions import critical_questions as critical_questions
from .critical_questions import critical_questions_say as critical_questions_say
from .critical_questions import critical_questions_table as critical_questions_table
from .frameworks import framework_barriers as framework_barriers
from .frameworks import framework_barriers_table as framework_barriers_table
from .frameworks import framework_coverage as framework_coverage
from .frameworks import framework_elements_table as framework_elements_table
from .frameworks import frameworks_say as frameworks_say
from .literature import literature as literature
from .literature_in_cases import literature_added_table as literature_added_table
from .literature_in_cases import literature_in_cases as literature_in_cases
from .literature_in_cases import literature_in_cases_say as literature_in_cases_say
from .literature_in_cases import literature_in_cases_table as literature_in_cases_table
from .pathways import pathways as pathways
from .pathways import pathways_limits as pathways_limits
from .pathways import pathways_table as pathways_table
from .perspectives import perspectives as perspectives
from .perspectives import perspectives_limits as perspectives_limits
from .perspectives import perspectives_table as perspectives_table
from .perspectives import reason as reason
from .phases import phase_profile as phase_profile
from .power import power as power
from .power import power_say as power_say
from .power import power_table as power_table
from .remedies import balance_limits as balance_limits
from .remedies import extended as extended
from .remedies import harm as harm
from .remedies import harm_told as harm_told
from .remedies import remedies as remedies
from .remedies import remedies_table as remedies_table
from .remedies import shares_table as shares_table
from .robustness import robustness as robustness
from .robustness import robustness_table as robustness_table
from .saturation import saturation as saturation
from .saturation import saturation_table as saturation_table
from .similarity import case_contributions as case_contributions
from .similarity import case_pairs as case_pairs
from .similarity import case_similarity as case_similarity
from .similarity import correspondence as correspondence
from .similarity import similarity_says as similarity_says
from .within_case import barrier_effects as barrier_effects
