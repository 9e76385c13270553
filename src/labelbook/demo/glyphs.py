"""The shapes of letters, dots and doodles.

A shape is text: points "x,y" in letter heights, y down from the top (0) to the baseline (1);
a smooth curve runs through them, with a corner at a point marked "!"; "|" lifts the pen.
"""

from __future__ import annotations

import numpy as np

from labelbook.demo.pen import Points


def shape(text: str) -> list[Points]:
    """Read a shape: an array of control points a stroke, (n, 2), corners given twice."""
    strokes = []
    for stroke in text.split("|"):
        points = []
        for word in stroke.split():
            x, y = word.rstrip("!").split(",")
            points += [(float(x), float(y))] * (2 if word.endswith("!") else 1)
        strokes.append(np.array(points))
    return strokes


SHAPES: dict[str, str] = {
    "i": "0,0 .01,.5 0,1",
    "i.s": ".05,0 .0,.3 .03,.7 -.03,1",
    "i.foot": "0,0 .01,.5 .04,.97! .13,.93",
    "i.cane": "-.09,.07 -.03,0 .03,.06 .05,.5 .06,1",
    "i.bow": "0,0 .11,.35 .12,.65 .05,1",
    "i.hook": "0,0 -.01,.5 .04,.9 .16,.98 .3,.78",
    "i.tick": ".02,0 0,.5 -.06,1! .22,.74",
    "i.jay": ".1,0 .12,.7 .04,1.15 -.14,1.2 -.12,.98 .1,.85",
    "i.loop": "0,0 -.04,.5 .02,.9 .2,1 .3,.8 .17,.7 .06,.85",
    "v": "0,0 .16,.5 .32,1! .47,.5 .62,0",
    "v.round": "0,0 .02,.5 .12,.9 .26,1 .42,.85 .5,.5 .52,0",
    "v.check": "0,.3 .1,.6 .22,1! .4,.5 .66,0",
    "v.cane": "-.06,.12 0,.02 .08,.08 .2,.5 .32,.92 .38,1 .43,.9 .52,.5 .6,0",
    "v.reach": "-.12,.1 .06,.14 .22,.5 .4,1! .46,.5 .52,-.1",
    "v.curl": "-.06,.16 .04,0 .12,.2 .28,.98! .46,.5 .52,.05 .68,.1",
    "x": "0,0 .3,.46 .62,1 | .6,0 .32,.5 0,1",
    "x.arcs": "0,.04 .14,.14 .3,.48 .44,.84 .62,.96 | .62,.0 .42,.26 .22,.7 0,1",
    "x.curl": "0,.12 .1,0 .2,.12 .4,.85 .52,1 .64,.86 | .6,.02 .32,.5 .02,1",
    "x.tall": "-.02,.1 .2,.26 .42,.58 .78,.76 | .66,-.04 .54,0 .42,.3 .2,.8 .06,1.05",
    "x.alpha": "0,.95 .3,.6 .6,.1 .5,-.1 .2,0 .16,.2 .4,.6 .72,.95",
    # What only the ambiguous drawings use: each stands between two numerals.
    "between_v_and_x": "0,0 .2,.45 .44,1.04 | .62,0 .44,.5 .24,1.02",
    "between_i_and_ii": "0,0 .01,.5 .02,1 | .13,.03 .08,.5 .03,.97",
    "between_ii_and_v": "0,0 .08,.5 .15,1 | .5,.02 .42,.5 .36,.98",
    "half_i": "0,.28 .01,.5 0,.76",
}

DOTS: dict[str, str] = {
    "dot": "0,0 .02,.03",
    "tick": "-.04,.05 .08,-.03",
    "ring": "0,-.14 -.11,-.08 -.11,.06 0,.12 .12,.05 .1,-.08 -.01,-.13",
}

DOODLES: dict[str, str] = {
    "smiley": ".2,.1 .2,.4 | .48,.06 .49,.38 | -.02,.5 .08,.85 .36,1 .64,.84 .74,.48",
    "heart": ".4,.3 .3,.06 .08,.06 0,.34 .18,.7 .42,1! .68,.66 .84,.3 .72,.04 .52,.06 .4,.32",
    "star": ".1,.95! .42,0! .7,.98! -.05,.36! .88,.34! .1,.95",
    "hash": ".2,0 .16,1 | .55,.02 .5,1 | -.05,.32 .8,.28 | -.05,.7 .78,.66",
    "letter_a": "0,1 .3,0! .62,1 | .1,.66 .54,.62",
    "letter_r": "0,1 .02,.5 0,0 | -.08,.04 .36,.02 .5,.24 .3,.48 .02,.5! .55,1",
    "letter_e": ".5,.12 .2,0 .02,.22 .24,.46! 0,.72 .2,1 .54,.86",
    "five": ".55,0 .12,.02! .06,.45! .4,.4 .56,.7 .36,1 0,.94",
    "question": "0,.2 .12,0 .42,.04 .46,.3 .22,.5 .22,.75 | .22,.96 .23,.99",
    "arrow": "-.3,.55 .4,.5 1,.48 | .7,.25 1,.48! .72,.75",
}
