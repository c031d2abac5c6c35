"""The reasoning: frozen values and pure functions, standard library only.

Words (one each, in code, JSON, rules and tests):

    concern      what brings the patient; some have kinds
    area         where: a tree; two areas overlap when one contains the other or they are the same
    goal         one concern in one area at one severity
    protocol     the cited rules for a goal; its bands hold the numbers for a severity and a kind
    spacing      five anchors in days after the last session: absolute_min <= min <= target <= late_after <= lapse_after
    session      one treatment day; it holds treatments
    treatment    one goal's share of a session: step, depth, end point, adjuncts
    dates        earliest, recommended, latest of an open session, both ends included
    finding      a fact about the patient that a rule may act on
    screening    the verdict of the rules on the findings
    evaluation   the verdict on a session that happened
    group        goals whose areas overlap: treated together, on the same days

`catalogue/` holds what the rules say. The rest reasons with it: `opening` is the question, `plan` the answer.
"""
