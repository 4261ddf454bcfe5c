/* An order of the classes in which those that are taken for each other lie side by side: pairs are
 * gone through from the most frequent on, and each joins the chains of its two classes, turned so
 * that the two come to lie near each other. */
#include "build.h"

#include <stdlib.h>

/* How often two classes are taken for each other, either way. */
typedef struct Link {
    int low, high, count;
} Link;

/* A chain holds places from `first` to `last`; its classes are linked by Chains.next. */
typedef struct Chain {
    int first, last;
    int head, tail; /* classes; in no order */
    int weight;     /* how often its classes are taken for each other */
    int lowest;     /* class */
} Chain;

typedef struct Chains {
    int *chain_of, *place, *next; /* [class] */
    Chain *chains;                /* [class]; each class begins as one of its own */
} Chains;

static int by_pair(const void *a, const void *b)
{
    const Link *x = a, *y = b;
    if (x->low != y->low) return x->low < y->low ? -1 : 1;
    return (x->high > y->high) - (x->high < y->high);
}

static int by_frequency(const void *a, const void *b)
{
    const Link *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return by_pair(a, b);
}

static int find_links(const Report *report, Link *links)
{
    int count = 0, merged = 0;
    for (int i = 0; i < report->confusion_count; i++) {
        int a = report->confusions[i].actual, p = report->confusions[i].predicted;
        if (a >= report->class_count || p >= report->class_count) continue;
        links[count++] = (Link){a < p ? a : p, a < p ? p : a, report->confusions[i].count};
    }
    if (count == 0) return 0;
    qsort(links, (size_t)count, sizeof *links, by_pair);
    for (int i = 1; i < count; i++) {
        if (by_pair(&links[merged], &links[i]) == 0)
            links[merged].count += links[i].count;
        else
            links[++merged] = links[i];
    }
    qsort(links, (size_t)merged + 1, sizeof *links, by_frequency);
    return merged + 1;
}

static bool is_late(const Chains *chains, const Chain *chain, int class_index)
{
    int place = chains->place[class_index];
    return chain->last - place < place - chain->first;
}

/* Puts the chain of `b` to that end of the chain of `a` which is nearer to a; b's nearer end first.
 */
static void join(Chains *chains, int a, int b)
{
    Chain *host = &chains->chains[chains->chain_of[a]],
          *guest = &chains->chains[chains->chain_of[b]];
    bool right = is_late(chains, host, a), turned = is_late(chains, guest, b) == right;
    int length = guest->last - guest->first + 1;
    int start = right ? host->last + 1 : host->first - length;
    for (int c = guest->head; c >= 0; c = chains->next[c]) {
        int away = turned ? guest->last - chains->place[c] : chains->place[c] - guest->first;
        chains->place[c] = start + away;
        chains->chain_of[c] = chains->chain_of[a];
    }
    if (right)
        host->last += length;
    else
        host->first = start;
    chains->next[host->tail] = guest->head;
    host->tail = guest->tail;
    host->weight += guest->weight;
    if (guest->lowest < host->lowest) host->lowest = guest->lowest;
}

static int size_of(const Chains *chains, int class_index)
{
    const Chain *chain = &chains->chains[chains->chain_of[class_index]];
    return chain->last - chain->first;
}

static void link_classes(Chains *chains, const Link *link)
{
    if (chains->chain_of[link->low] != chains->chain_of[link->high]) {
        bool swap = size_of(chains, link->low) < size_of(chains, link->high);
        join(chains, swap ? link->high : link->low, swap ? link->low : link->high);
    }
    chains->chains[chains->chain_of[link->low]].weight += link->count;
}

static Chains chains_new(PsArena *arena, int classes)
{
    Chains chains = {PS_ARRAY(arena, int, classes), PS_ARRAY(arena, int, classes),
                     PS_ARRAY(arena, int, classes), PS_ARRAY(arena, Chain, classes)};
    for (int c = 0; c < classes; c++) {
        chains.chain_of[c] = c;
        chains.next[c] = -1;
        chains.chains[c] = (Chain){.head = c, .tail = c, .lowest = c};
    }
    return chains;
}

/* Where a class stands: the chains with most confusions first. */
typedef struct Standing {
    int weight, lowest, place, class_index;
} Standing;

static int by_standing(const void *a, const void *b)
{
    const Standing *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    if (x->lowest != y->lowest) return x->lowest < y->lowest ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

void build_matrix_order(Report *report)
{
    int classes = report->class_count;
    report->matrix.order = PS_ARRAY(report->arena, int, classes);
    if (classes == 0) return;
    PsArena *scratch = ps_arena_new();
    Link *links = PS_ARRAY(scratch, Link, report->confusion_count);
    int link_count = find_links(report, links);
    Chains chains = chains_new(scratch, classes);
    for (int i = 0; i < link_count; i++) link_classes(&chains, &links[i]);
    Standing *standings = PS_ARRAY(scratch, Standing, classes);
    for (int c = 0; c < classes; c++) {
        const Chain *chain = &chains.chains[chains.chain_of[c]];
        standings[c] = (Standing){chain->weight, chain->lowest, chains.place[c], c};
    }
    qsort(standings, (size_t)classes, sizeof *standings, by_standing);
    for (int i = 0; i < classes; i++) report->matrix.order[i] = standings[i].class_index;
    ps_arena_free(scratch);
}
