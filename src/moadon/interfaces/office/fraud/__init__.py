"""What looks like misuse, for whoever decides: the queue, a finding, the rules, who employees are."""
