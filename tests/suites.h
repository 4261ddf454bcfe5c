/* All suites; each is made in the test file of its name. */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>

/* tests/lib */
Suite *base_suite(void);
Suite *shrink_suite(void);
Suite *number_suite(void);
Suite *coco_suite(void);
Suite *json_number_suite(void);
Suite *labelme_suite(void);
Suite *createml_suite(void);
Suite *csv_read_suite(void);
Suite *jsonl_suite(void);
Suite *coco_folder_suite(void);
Suite *sets_suite(void);
Suite *splits_suite(void);
Suite *subset_suite(void);
Suite *split_reports_suite(void);
Suite *spellings_suite(void);
Suite *source_suite(void);
Suite *yolo_suite(void);
Suite *voc_suite(void);
Suite *cvat_suite(void);
Suite *voc_detections_suite(void);
Suite *text_detections_suite(void);
Suite *image_suite(void);
Suite *describe_suite(void);
Suite *describe_plain_suite(void);
Suite *eval_suite(void);
Suite *property_suite(void);
Suite *bootstrap_suite(void);
Suite *compare_suite(void);
Suite *faults_suite(void);
Suite *calibrate_suite(void);
Suite *thresholds_suite(void);
Suite *fit_suite(void);
Suite *health_suite(void);
Suite *scenes_suite(void);

Suite *advice_suite(void);
Suite *planted_suite(void);
Suite *rules_suite(void);
Suite *real_suite(void);
Suite *shown_suite(void);
Suite *parts_suite(void);
Suite *cards_suite(void); /* tests/gen/test_advice.c */

/* tests/lib/explore */
Suite *vectors_suite(void);
Suite *layout_suite(void);
Suite *groups_suite(void);
Suite *explore_suite(void);

/* tests/gen */
Suite *golden_suite(void);
Suite *expected_suite(void);
Suite *format_suite(void);
Suite *options_suite(void);
Suite *output_suite(void);
Suite *gate_suite(void);
Suite *message_suite(void);
Suite *report_suite(void);
Suite *matrix_table_suite(void);
Suite *compare_section_suite(void);
Suite *errors_suite(void);
Suite *explorer_suite(void);
Suite *export_suite(void);
Suite *pictures_suite(void);
Suite *hostile_suite(void);

/* tests/fuzz */
Suite *replay_suite(void);

/* tests/gen/render */
Suite *escape_suite(void);
Suite *template_suite(void);
Suite *svg_suite(void);
Suite *html_suite(void);
Suite *one_file_suite(void);
Suite *carry_suite(void);
Suite *pdf_suite(void);
Suite *pdf_scripts_suite(void);
Suite *pdf_document_suite(void);
Suite *pdf_figures_suite(void);
Suite *picture_cut_suite(void);

#endif
