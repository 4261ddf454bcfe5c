/* The library through its public header alone: prints the average precision of a pair of files.

       library TRUTH.json DETECTIONS.json                                                        */
#include <proofsheet.h>

#include <stdio.h>

static int fail(const PsError *error)
{
    char text[1024];
    ps_error_text(error, text, sizeof text);
    fprintf(stderr, "library: %s\n", text);
    return (int)error->code;
}

static void print(const PsEvaluation *evaluation)
{
    printf("AP %.4f, AP50 %.4f", evaluation->coco.figures[PS_AP],
           evaluation->coco.figures[PS_AP50]);
    if (evaluation->optimum.exists) {
        printf("; run it at confidence %.2f (F1 %.4f)", evaluation->optimum.confidence,
               evaluation->optimum.f1);
    }
    printf("\n");
}

int main(int count, char **arguments)
{
    PsError error = {0};
    if (count != 3) {
        fprintf(stderr, "usage: library TRUTH DETECTIONS\n");
        return 2;
    }
    PsDataset *truth = ps_dataset_read(arguments[1], NULL, &error);
    if (!truth) return fail(&error);
    PsPredictions *predictions = ps_predictions_read(truth, arguments[2], NULL, &error);
    PsEvaluation *evaluation = predictions ? ps_evaluate(predictions, NULL, &error) : NULL;
    if (evaluation) print(evaluation);
    ps_evaluation_free(evaluation);
    ps_predictions_free(predictions);
    ps_dataset_free(truth);
    return evaluation ? 0 : fail(&error);
}
