/* Any bytes as predictions for a small ground truth: read or refused; what is read is evaluated and
   must keep the two sums that always hold. */
#include "fuzz.h"
#include "proofsheet.h"

#include <stdlib.h>

static const char TRUTH[] =
    "{\"images\":[{\"id\":1,\"file_name\":\"a.jpg\",\"width\":100,\"height\":100},"
    "{\"id\":2,\"file_name\":\"b.jpg\",\"width\":100,\"height\":100}],"
    "\"categories\":[{\"id\":1,\"name\":\"cat\"},{\"id\":2,\"name\":\"dog\"}],"
    "\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,10,10],\"iscrowd\":"
    "0},"
    "{\"id\":2,\"image_id\":1,\"category_id\":2,\"bbox\":[20,0,10,10],\"iscrowd\":0},"
    "{\"id\":3,\"image_id\":2,\"category_id\":1,\"bbox\":[0,0,50,50],\"iscrowd\":1}]}";

static void check_sums(const PsEvaluation *evaluation)
{
    for (int k = 0; k < evaluation->threshold_count; k++) {
        PsCounts counts = evaluation->sweep[k];
        int kept = 0;
        for (int d = 0; d < evaluation->predictions->detection_count; d++) {
            kept += evaluation->predictions->detections[d].score >= evaluation->thresholds[k];
        }
        if (counts.correct + counts.misclassified + counts.missed != 2) abort();
        if (counts.correct + counts.mistaken + counts.false_positive + counts.ignored != kept) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PsError error = {0};
    const char *path = fuzz_file("truth", (const uint8_t *)TRUTH, sizeof TRUTH - 1);
    PsDataset *dataset = ps_dataset_read(path, NULL, &error);
    if (!dataset) abort();
    PsPredictions *predictions =
        ps_predictions_read(dataset, fuzz_file("found", data, size), NULL, &error);
    PsEvaluation *evaluation = predictions ? ps_evaluate(predictions, NULL, &error) : NULL;
    if (evaluation) check_sums(evaluation);
    ps_evaluation_free(evaluation);
    ps_predictions_free(predictions);
    ps_dataset_free(dataset);
    return 0;
}
