/* All unit and golden tests, in one run. CK_RUN_SUITE=eval (or another name) runs one suite alone,
   CK_FORK=no runs everything in this process. */
#include "suites.h"

#include <stddef.h>

typedef Suite *(*MakeSuite)(void);

static const MakeSuite suites[] = {
#ifdef ONLY_SUITE /* a program with one suite, for builds that need no other */
    ONLY_SUITE,
#else
    base_suite,
    number_suite,
    coco_suite,
    json_number_suite,
    image_suite,
    shrink_suite,
    eval_suite,
    property_suite,
    golden_suite,
    format_suite,
    options_suite,
    output_suite,
    gate_suite,
    message_suite,
    report_suite,
    matrix_table_suite,
    compare_section_suite,
    export_suite,
    escape_suite,
    template_suite,
    svg_suite,
    html_suite,
    one_file_suite,
    carry_suite,
    pdf_suite,
    pdf_scripts_suite,
    pdf_document_suite,
    pdf_figures_suite,
    picture_cut_suite,
    pictures_suite,
    bootstrap_suite,
    compare_suite,
    faults_suite,
    calibrate_suite,
    voc_suite,
    cvat_suite,
    voc_detections_suite,
    text_detections_suite,
    source_suite,
    yolo_suite,
    errors_suite,
    explorer_suite,
    expected_suite,
    thresholds_suite,
    fit_suite,
    health_suite,
    scenes_suite,
    hostile_suite,
    labelme_suite,
    createml_suite,
    csv_read_suite,
    jsonl_suite,
    coco_folder_suite,
    spellings_suite,
    sets_suite,
    splits_suite,
    subset_suite,
    split_reports_suite,
    advice_suite,
    planted_suite,
    rules_suite,
    real_suite,
    shown_suite,
    parts_suite,
    cards_suite,
    describe_suite,
    describe_plain_suite,
    vectors_suite,
    layout_suite,
    groups_suite,
    explore_suite,
    replay_suite,
#endif
};

int main(void)
{
    SRunner *runner = srunner_create(NULL);
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        srunner_add_suite(runner, suites[i]());
    }
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 125 ? 125 : failed;
}
