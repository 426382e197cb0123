"""The pages that are about the whole: home, what is not known, coverage, mappings, and so on."""
