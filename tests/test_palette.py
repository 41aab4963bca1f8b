"""The palette survives three kinds of colour-vision deficiency and greyscale, and text can be read on every shade."""

import numpy as np
import pytest
from colours import VISIONS, ciede2000, lab

from crosscase.publish import style

#: Two shades that differ by so much (CIEDE2000) are told apart at a glance, side by side or not; 1 is just noticeable.
APART = 10

# Sharma, Wu & Dalal (2005), Table 1: pairs 1 to 4, 7, 9, 13, 16 to 20, 25 to 27, 33 and 34.
PUBLISHED = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, 2.8361, -74.0200), (50, 0, -82.7485), 3.4412),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0009), 7.1792),
    ((50, -0.0010, 2.4900), (50, 0.0009, -2.4900), 4.8045),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((61.2901, 3.7196, -5.3901), (61.4292, 2.2480, -4.9620), 1.8731),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "difference"), PUBLISHED)
def test_the_difference_of_two_colours_is_the_published_one(one, other, difference):
    assert round(ciede2000(np.array(one), np.array(other)), 4) == difference
    assert round(ciede2000(np.array(other), np.array(one)), 4) == difference


def test_white_and_red_have_their_known_places():
    assert np.allclose(lab("#ffffff"), (100, 0, 0), atol=0.01)
    assert np.allclose(lab("#ff0000"), (53.24, 80.09, 67.20), atol=0.02)  # sRGB red under D65 (Lindbloom)


def test_who_lacks_a_cone_confuses_what_published_plates_confuse():
    red, green, blue, teal = "#d7191c", "#5a8a00", "#2b83ba", "#2b9a9a"
    apart = {vision: ciede2000(lab(red, vision), lab(green, vision)) for vision in VISIONS}
    assert apart["deuteranopia"] < apart["normal"] / 2
    assert ciede2000(lab(blue, "tritanopia"), lab(teal, "tritanopia")) < ciede2000(lab(blue), lab(teal))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("ramp", style.RAMPS)
def test_neighbouring_shades_of_a_ramp_are_told_apart(ramp, vision):
    shades = [lab("#ffffff", vision), *(lab(shade, vision) for shade in style.RAMPS[ramp])]
    steps = [ciede2000(one, other) for one, other in zip(shades[1:], shades[2:], strict=False)]
    assert min(steps) >= APART
    assert ciede2000(shades[0], shades[1]) >= 4  # the palest against the paper: it has a number in it


@pytest.mark.parametrize("vision", [vision for vision in VISIONS if vision != "greyscale"])
@pytest.mark.parametrize("step", range(5))
def test_harm_and_good_are_told_apart_at_the_same_step(step, vision):
    harm, good = (lab(style.RAMPS[valence][step], vision) for valence in ("co-destruction", "co-creation"))
    assert ciede2000(harm, good) >= APART


@pytest.mark.parametrize("ramp", style.RAMPS)
def test_a_darker_shade_is_darker_in_every_vision(ramp):
    for vision in VISIONS:
        light = [lab(shade, vision)[0] for shade in style.RAMPS[ramp]]
        assert all(one - other >= 12 for one, other in zip(light, light[1:], strict=False))


@pytest.mark.parametrize("step", range(5))
def test_a_step_is_the_same_grey_in_every_ramp(step):
    light = [lab(shades[step], "greyscale")[0] for shades in style.RAMPS.values()]
    assert max(light) - min(light) < 1


@pytest.mark.parametrize("shade", [shade for ramp in style.RAMPS.values() for shade in ramp])
def test_a_number_can_be_read_on_every_shade(shade):
    assert style.contrast(style.readable_on(shade), shade) >= 4.5
