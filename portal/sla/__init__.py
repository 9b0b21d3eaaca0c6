"""Were the promises kept: submissions, evidence, evaluation, credits and acceptance of a service month."""
