"""What may be shared of cases that are not public: small counts of people, what they follow from, words that tell."""
