/* Any bytes as ground truth: read or refused, and if read, evaluated without predictions. */
#include "fuzz.h"
#include "proofsheet.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PsError error = {0};
    PsDataset *dataset = ps_dataset_read(fuzz_file("truth", data, size), NULL, &error);
    if (!dataset) return 0;
    static const uint8_t none[] = "[]";
    PsPredictions *predictions =
        ps_predictions_read(dataset, fuzz_file("found", none, 2), NULL, &error);
    PsEvaluation *evaluation = predictions ? ps_evaluate(predictions, NULL, &error) : NULL;
    ps_evaluation_free(evaluation);
    ps_predictions_free(predictions);
    ps_dataset_free(dataset);
    return 0;
}
