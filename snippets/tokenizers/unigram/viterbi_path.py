from math import exp, log

counts = {"u": 9, "n": 31, "k": 22, "i": 31, "d": 22, "un": 9, "ki": 22, "kin": 22}
counts |= {"kind": 22, "ind": 22, "nk": 4}
total = sum(counts.values())
scores = {token: log(count / total) for token, count in counts.items()}

word = "unkind"
best = {0: (0.0, [])}  # end of a prefix -> its best score and split
for end in range(1, len(word) + 1):
    for start in range(end):
        token = word[start:end]
        if token in scores:
            score, path = best[start]
            score += scores[token]
            if end not in best or score > best[end][0]:
                best[end] = (score, [*path, token])
    score, path = best[end]
    print(f"{word[:end]:6} {score:7.3f}  {' '.join(path)}")

letters = sum(scores[letter] for letter in word)
print(f"{exp(best[6][0] - letters):,.0f} times as likely as the six letters")
