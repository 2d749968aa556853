"""Step 7: what a finished answer rests on. Worked out for every answer, shown on demand.

answer + ranked evidence -> independent sources, their kind and age, limitations they state, silent sources,
possible tensions, plans -> basis.RestsOn
"""
