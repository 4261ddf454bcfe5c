/* Scenes filled by hand; see support.h. */
#include "support.h"

#include <check.h>

#include <math.h>

Scene *scene_new(int images, int classes)
{
    ck_assert(images <= SCENE_IMAGES && classes <= SCENE_CLASSES);
    PsArena *arena = ps_arena_new();
    Scene *scene = PS_NEW(arena, Scene);
    scene->arena = arena;
    PsInput truth = {.role = "ground-truth",
                     .path = "truth.json",
                     .name = "truth.json",
                     .format = "coco",
                     .sha256 = "00"};
    PsInput found = {.role = "predictions",
                     .path = "found.json",
                     .name = "found.json",
                     .format = "coco-results",
                     .sha256 = "01"};
    PsDataset *dataset = &scene->dataset;
    *dataset = (PsDataset){.input = truth, .image_count = images, .class_count = classes};
    dataset->images = PS_ARRAY(arena, PsImage, images);
    dataset->classes = PS_ARRAY(arena, PsClass, classes);
    dataset->objects = PS_ARRAY(arena, PsObject, SCENE_OBJECTS);
    for (int i = 0; i < images; i++) {
        dataset->images[i] = (PsImage){.id = i + 1,
                                       .file = ps_arena_printf(arena, "%d.jpg", i + 1),
                                       .width = 640,
                                       .height = 480};
    }
    for (int c = 0; c < classes; c++) {
        dataset->classes[c] = (PsClass){.id = c + 1, .name = ps_arena_printf(arena, "%c", 'A' + c)};
    }
    scene->predictions = (PsPredictions){.input = found, .dataset = dataset};
    scene->predictions.detections = PS_ARRAY(arena, PsDetection, SCENE_DETECTIONS);
    scene->predictions.first = PS_ARRAY(arena, int, images + 1);
    return scene;
}

static int add_object(Scene *scene, int image, int class_index, PsBox box, bool crowd)
{
    PsDataset *dataset = &scene->dataset;
    int index = dataset->object_count++;
    ck_assert(index < SCENE_OBJECTS && image < dataset->image_count);
    ck_assert(index == 0 || dataset->objects[index - 1].image <= image);
    dataset->objects[index] = (PsObject){.id = index,
                                         .image = image,
                                         .class_index = class_index,
                                         .box = box,
                                         .area = box.width * box.height,
                                         .crowd = crowd};
    return index;
}

int scene_object(Scene *scene, int image, int class_index, PsBox box)
{
    return add_object(scene, image, class_index, box, false);
}

int scene_crowd(Scene *scene, int image, int class_index, PsBox box)
{
    return add_object(scene, image, class_index, box, true);
}

int scene_detection(Scene *scene, int image, int class_index, double score, PsBox box)
{
    PsPredictions *predictions = &scene->predictions;
    int index = predictions->detection_count++;
    ck_assert(index < SCENE_DETECTIONS && image < scene->dataset.image_count);
    ck_assert(index == 0 || predictions->detections[index - 1].image <= image);
    predictions->detections[index] =
        (PsDetection){.image = image, .class_index = class_index, .box = box, .score = score};
    return index;
}

static void count_image(PsDataset *dataset, PsImage *image, int index, int first)
{
    bool seen[SCENE_CLASSES] = {false};
    image->first_object = first;
    for (int g = first; g < dataset->object_count && dataset->objects[g].image == index; g++) {
        const PsObject *object = &dataset->objects[g];
        image->object_count++;
        dataset->crowd_count += object->crowd;
        if (object->crowd) continue;
        PsClass *class_info = &dataset->classes[object->class_index];
        class_info->object_count++;
        class_info->image_count += !seen[object->class_index];
        seen[object->class_index] = true;
    }
}

void scene_finish(Scene *scene)
{
    PsDataset *dataset = &scene->dataset;
    PsPredictions *predictions = &scene->predictions;
    if (scene->finished) return;
    scene->finished = true;
    for (int i = 0, first = 0; i < dataset->image_count; i++) {
        count_image(dataset, &dataset->images[i], i, first);
        first += dataset->images[i].object_count;
    }
    for (int d = 0; d < predictions->detection_count; d++) {
        predictions->first[predictions->detections[d].image + 1]++;
    }
    for (int i = 0; i < dataset->image_count; i++) {
        predictions->first[i + 1] += predictions->first[i];
    }
}

const PsEvaluation *scene_evaluate(Scene *scene, double iou)
{
    PsError error = {0};
    PsEvaluateOptions options = {.iou = iou, .arrays = true};
    scene_finish(scene);
    scene->evaluation = ps_evaluate(&scene->predictions, &options, &error);
    ck_assert_msg(scene->evaluation != NULL, "%s", error.found);
    return scene->evaluation;
}

void scene_free(Scene *scene)
{
    ps_evaluation_free(scene->evaluation);
    ps_arena_free(scene->arena);
}

Scene *scene_worked(void)
{
    enum { A, B };
    Scene *scene = scene_new(4, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 0, A, AT(20, 0, 10, 10));
    scene_object(scene, 0, B, AT(40, 0, 10, 10));
    scene_object(scene, 1, A, AT(0, 0, 20, 20));
    scene_object(scene, 1, B, AT(30, 0, 10, 10));
    scene_object(scene, 2, B, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.95, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.90, AT(0, 1, 10, 10));
    scene_detection(scene, 0, A, 0.80, AT(20, 4, 10, 10));
    scene_detection(scene, 0, A, 0.70, AT(40, 0, 10, 10));
    scene_detection(scene, 1, A, 0.85, AT(0, 0, 20, 16));
    scene_detection(scene, 1, B, 0.60, AT(60, 60, 10, 10));
    scene_detection(scene, 2, B, 0.75, AT(0, 0, 10, 8));
    scene_detection(scene, 2, A, 0.40, AT(0, 5, 10, 10));
    scene_detection(scene, 3, B, 0.30, AT(5, 5, 10, 10));
    return scene;
}

Scene *scene_hard_names(void)
{
    Scene *scene = scene_worked();
    PsDataset *dataset = &scene->dataset;
    dataset->classes[0].name = "=SUM(A1)";
    dataset->classes[1].name = "a, \"b\"\r\nc </script>";
    dataset->images[0].file = "sub/\xC3\xBC,1.jpg";
    dataset->images[1].file = "-x.jpg";
    dataset->images[2].file = " lead";
    dataset->images[3].width = dataset->images[3].height = 0;
    return scene;
}

void check_counts(PsCounts counts, PsCounts wanted, const char *where)
{
    ck_assert_msg(
        counts.correct == wanted.correct && counts.misclassified == wanted.misclassified &&
            counts.false_positive == wanted.false_positive && counts.missed == wanted.missed &&
            counts.ignored == wanted.ignored && counts.mistaken == wanted.mistaken,
        "%s: correct %d/%d misclassified %d/%d false positive %d/%d missed %d/%d ignored "
        "%d/%d mistaken %d/%d (found/wanted)",
        where, counts.correct, wanted.correct, counts.misclassified, wanted.misclassified,
        counts.false_positive, wanted.false_positive, counts.missed, wanted.missed, counts.ignored,
        wanted.ignored, counts.mistaken, wanted.mistaken);
}

bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

int grid_index(const PsEvaluation *evaluation, double t)
{
    int nearest = 0;
    for (int k = 1; k < evaluation->threshold_count; k++) {
        if (fabs(evaluation->thresholds[k] - t) < fabs(evaluation->thresholds[nearest] - t)) {
            nearest = k;
        }
    }
    return nearest;
}
