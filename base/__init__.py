"""Words that everybody shares: messages, numbers, periods, units, text. Imports nothing of ours."""
