/* Slips of the finger; see guess.h. */
#include "guess.h"

#include <string.h>

enum { MOST = 32 }; /* longer words are no slips */

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: letters to change, leave out, add, or exchange with their neighbour. */
static int distance(const char *a, int n, const char *b, int m)
{
    int cost[MOST + 1][MOST + 1];
    for (int i = 0; i <= n; i++) cost[i][0] = i;
    for (int j = 0; j <= m; j++) cost[0][j] = j;
    for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++) {
            int changed = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            cost[i][j] = least(changed, 1 + least(cost[i - 1][j], cost[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[n][m];
}

void guess_offer(Guess *guess, const char *name)
{
    size_t length = strlen(name);
    if (length > MOST || guess->length > MOST) return;
    int here = distance(guess->word, (int)guess->length, name, (int)length);
    int near = length < 6 ? 1 : (int)length / 3;
    if (here > near || (guess->best && here >= guess->distance)) return;
    guess->best = name;
    guess->distance = here;
}
