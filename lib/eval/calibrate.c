/* Does a score of 0.7 mean right in 7 of 10 cases? Right is what COCO's matching at IoU 0.5 calls a
   true positive, whatever the IoU of the operating point. What a crowd excuses does not count, nor
   do detections beyond the first 100 of their image and class. Scores are taken for probabilities:
   what lies outside 0 to 1 counts as 0 or 1.
   Sources: D-ECE after Kuppers et al. 2020 (scores only, ten bins); LaECE after Oksuz et al. 2023,
   with ten bins in place of 25, so that few detections fill them; Wilson 1927. */
#include "eval/eval.h"

#include "base/random.h"

#include <math.h>
#include <stdlib.h>

enum { DRAWS = 500, DRAWN_ONE_BY_ONE = 1000 };

/* The free object of the class that a true positive takes in COCO's matching: the one with the
   highest IoU, the last of equals. Returns the IoU. */
static double take_object(const PsDataset *dataset, const PsDetection *detection, bool *taken)
{
    const PsImage *image = &dataset->images[detection->image];
    double best = 0.5;
    int found = -1;
    for (int g = image->first_object; g < image->first_object + image->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        if (taken[g] || object->class_index != detection->class_index) continue;
        if (object->crowd || ps_outside_area(object->area, 0)) continue;
        double overlap = ps_similarity_boxes.alike(detection->box, object->box);
        if (overlap < best) continue;
        best = overlap;
        found = g;
    }
    if (found >= 0) taken[found] = true;
    return best;
}

/* The true positives of an image, in falling score. */
static int find_true(const PsEvaluation *evaluation, const PsCocoFlags *flags, int image,
                     double *overlaps, int *found)
{
    const PsPredictions *predictions = evaluation->predictions;
    int count = 0;
    for (int d = predictions->first[image]; d < predictions->first[image + 1]; d++) {
        bool counts = flags[d].rank < 100 && !(flags[d].ignored[0] & 1);
        overlaps[d] = counts ? 0 : -1;
        if (!counts || !(flags[d].matched[0] & 1)) continue;
        int at = count++;
        double score = predictions->detections[d].score;
        for (; at > 0 && predictions->detections[found[at - 1]].score < score; at--) {
            found[at] = found[at - 1];
        }
        found[at] = d;
    }
    return count;
}

double *ps_half_overlaps(const PsEvaluation *evaluation, const PsCocoFlags *flags, PsArena *arena)
{
    const PsDataset *dataset = evaluation->dataset;
    double *overlaps = PS_ARRAY(arena, double, evaluation->predictions->detection_count);
    bool *taken = PS_ARRAY(arena, bool, dataset->object_count);
    int *found = PS_ARRAY(arena, int, dataset->object_count); /* none takes two */
    for (int image = 0; image < dataset->image_count; image++) {
        int count = find_true(evaluation, flags, image, overlaps, found);
        for (int i = 0; i < count; i++) {
            const PsDetection *detection = &evaluation->predictions->detections[found[i]];
            overlaps[found[i]] = take_object(dataset, detection, taken);
        }
    }
    return overlaps;
}

/* The detections that count, in the order of the file. */
typedef struct Samples {
    double *scores; /* 0 to 1 */
    bool *correct;
    int count;
} Samples;

static double probability(double score)
{
    return score < 0 ? 0 : score > 1 ? 1 : score;
}

static Samples gather_samples(const PsEvaluation *evaluation, const double *overlaps,
                              PsArena *scratch)
{
    int count = evaluation->predictions->detection_count;
    Samples samples = {PS_ARRAY(scratch, double, count), PS_ARRAY(scratch, bool, count), 0};
    for (int d = 0; d < count; d++) {
        if (overlaps[d] < 0) continue;
        samples.scores[samples.count] = probability(evaluation->predictions->detections[d].score);
        samples.correct[samples.count++] = overlaps[d] > 0;
    }
    return samples;
}

/* ---- bins ---- */

/* The score interval in which a share of `correct` in `count` lies, with 95 % confidence. */
static void fill_wilson(PsBin *bin)
{
    const double z = 1.959963984540054; /* 97.5 % point of the normal distribution */
    double n = bin->count, p = bin->precision, spread = 1 + z * z / n;
    double middle = (p + z * z / (2 * n)) / spread;
    double half = z / spread * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    bin->wilson_low = bin->correct == 0 ? 0 : middle - half;
    bin->wilson_high = bin->correct == bin->count ? 1 : middle + half;
}

/* floor(score M), as the definition of the D-ECE has it. */
static int bin_of(double score)
{
    int bin = (int)floor(score * PS_BINS);
    return bin < PS_BINS ? bin : PS_BINS - 1;
}

/* The last bin that begins at or below the score. */
static int bin_between(const PsBin *bins, double score)
{
    int bin = PS_BINS - 1;
    while (bin > 0 && bins[bin].low > score) bin--;
    return bin;
}

static void add_sample(PsBin *bin, double score, bool correct)
{
    bin->count++;
    bin->correct += correct;
    bin->mean_score += score; /* the sum, for now */
}

static void finish_bins(PsBin *bins)
{
    for (int k = 0; k < PS_BINS; k++) {
        PsBin *bin = &bins[k];
        if (bin->count == 0) {
            bin->mean_score = bin->precision = bin->wilson_low = bin->wilson_high = NAN;
            continue;
        }
        bin->mean_score /= bin->count;
        bin->precision = (double)bin->correct / bin->count;
        fill_wilson(bin);
    }
}

/* The score above a share k / M of those that count is the lower end of bin k: equal scores stay
   together, in the upper bin, for which of them comes first means nothing. */
static void find_quantiles(const PsEvaluation *evaluation, const PsByClass *by_class,
                           const double *overlaps, PsBin *bins)
{
    int count = evaluation->calibration.detections, seen = 0, next = 0;
    for (int i = evaluation->predictions->detection_count - 1; i >= 0; i--) {
        int d = by_class->falling[i];
        if (overlaps[d] < 0) continue;
        bool at_end = ++seen == count;
        if (next * (int64_t)count / PS_BINS >= seen && !at_end) continue;
        double score = probability(evaluation->predictions->detections[d].score);
        for (; next < PS_BINS && next * (int64_t)count / PS_BINS < seen; next++) {
            bins[next].low = score;
        }
        if (at_end) bins[PS_BINS - 1].high = score;
    }
    for (int k = 0; k + 1 < PS_BINS; k++) bins[k].high = bins[k + 1].low;
}

static void fill_bins(PsCalibration *calibration, const Samples *samples)
{
    PsBin *width = calibration->equal_width, *count = calibration->equal_count;
    for (int k = 0; k < PS_BINS; k++) {
        width[k].low = (double)k / PS_BINS;
        width[k].high = (double)(k + 1) / PS_BINS;
    }
    for (int i = 0; i < samples->count; i++) {
        double score = samples->scores[i];
        add_sample(&width[bin_of(score)], score, samples->correct[i]);
        add_sample(&count[bin_between(count, score)], score, samples->correct[i]);
    }
    finish_bins(width);
    finish_bins(count);
}

/* ---- figures ---- */

static void fill_figures(PsCalibration *calibration, const Samples *samples)
{
    double squares = 0, gaps = 0, off = 0;
    for (int i = 0; i < samples->count; i++) {
        double gap = samples->scores[i] - samples->correct[i];
        squares += gap * gap;
        gaps += gap;
    }
    for (int k = 0; k < PS_BINS; k++) {
        const PsBin *bin = &calibration->equal_width[k];
        if (bin->count) off += bin->count * fabs(bin->mean_score - bin->precision);
    }
    bool any = samples->count > 0;
    calibration->brier = any ? squares / samples->count : NAN;
    calibration->gap = any ? gaps / samples->count : NAN;
    calibration->d_ece = any ? off / samples->count : NAN;
}

/* The LaECE of each class, and their mean. The precision of a bin times the mean IoU of its true
   positives is the sum of their IoUs over its count, and the count cancels. */
static double mean_la_ece(const PsEvaluation *evaluation, const double *overlaps, PsArena *scratch)
{
    int classes = evaluation->dataset->class_count, slots = classes * PS_BINS, defined = 0;
    double *off = PS_ARRAY(scratch, double, slots), sum = 0;
    int *counts = PS_ARRAY(scratch, int, classes);
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        if (overlaps[d] < 0) continue;
        const PsDetection *detection = &evaluation->predictions->detections[d];
        double score = probability(detection->score);
        off[detection->class_index * PS_BINS + bin_of(score)] += score - overlaps[d];
        counts[detection->class_index]++;
    }
    for (int c = 0; c < classes; c++) {
        double all = 0;
        for (int k = 0; k < PS_BINS; k++) all += fabs(off[c * PS_BINS + k]);
        if (counts[c]) sum += all / counts[c];
        defined += counts[c] > 0;
    }
    return defined ? sum / defined : NAN;
}

/* ---- the null: the D-ECE of a model whose scores are true, by chance alone ---- */

/* Uniform in [0, 1). */
static double next_share(uint64_t *state)
{
    return (double)(ps_splitmix64(state) >> 11) * 0x1p-53;
}

/* Near enough to normal, mean 0 and variance 1: twelve uniforms less 6. Only sums, so that it comes
   out the same everywhere. */
static double next_normal(uint64_t *state)
{
    double sum = 0;
    for (int i = 0; i < 12; i++) sum += next_share(state);
    return sum - 6;
}

/* A bin under the null: right is drawn with the score as its probability. */
typedef struct NullBin {
    double *scores; /* of a small bin */
    int count;
    double mean, variance; /* of the number of right ones */
} NullBin;

static void fill_null_bins(const PsCalibration *calibration, const Samples *samples, NullBin *bins,
                           PsArena *scratch)
{
    for (int k = 0; k < PS_BINS; k++) {
        int count = calibration->equal_width[k].count;
        bool small = count <= DRAWN_ONE_BY_ONE;
        bins[k] = (NullBin){.scores = small ? PS_ARRAY(scratch, double, count) : NULL};
    }
    for (int i = 0; i < samples->count; i++) {
        double score = samples->scores[i];
        NullBin *bin = &bins[bin_of(score)];
        if (bin->scores) bin->scores[bin->count] = score;
        bin->count++;
        bin->mean += score;
        bin->variance += score * (1 - score);
    }
}

/* How far the number of right ones falls from the sum of the scores. Large bins are not drawn one
   by one: there the sum is normal (central limit), to an error far below that of 500 draws. */
static double draw_bin(const NullBin *bin, uint64_t *state)
{
    if (!bin->scores) return fabs(sqrt(bin->variance) * next_normal(state));
    int right = 0;
    for (int i = 0; i < bin->count; i++) right += next_share(state) < bin->scores[i];
    return fabs(bin->mean - right);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Draw b starts from seed + b. */
static void draw_null(PsCalibration *calibration, const Samples *samples, uint64_t seed,
                      PsArena *scratch)
{
    double values[DRAWS], sum = 0;
    NullBin bins[PS_BINS];
    calibration->null_mean = calibration->null_95 = NAN;
    if (samples->count == 0) return;
    fill_null_bins(calibration, samples, bins, scratch);
    for (int b = 0; b < DRAWS; b++) {
        uint64_t state = seed + (uint64_t)b;
        double off = 0;
        for (int k = 0; k < PS_BINS; k++) off += draw_bin(&bins[k], &state);
        values[b] = off / samples->count;
        sum += values[b];
    }
    qsort(values, DRAWS, sizeof *values, by_value);
    double place = 0.95 * (DRAWS - 1);
    int at = (int)place;
    calibration->null_mean = sum / DRAWS;
    calibration->null_95 = values[at] + (place - at) * (values[at + 1] - values[at]);
}

void ps_calibrate(PsEvaluation *evaluation, const PsByClass *by_class, const double *overlaps,
                  uint64_t seed)
{
    PsArena *scratch = ps_arena_new();
    PsCalibration *calibration = &evaluation->calibration;
    Samples samples = gather_samples(evaluation, overlaps, scratch);
    calibration->detections = samples.count;
    find_quantiles(evaluation, by_class, overlaps, calibration->equal_count);
    fill_bins(calibration, &samples);
    fill_figures(calibration, &samples);
    calibration->la_ece = mean_la_ece(evaluation, overlaps, scratch);
    draw_null(calibration, &samples, seed, scratch);
    ps_arena_free(scratch);
}
