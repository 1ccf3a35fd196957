from firsthand.dossier.check import check_case, check_dossier


def test_a_good_case_holds(case):
    report = check_case(case.folder)
    assert report.defects == ()
    print(report)


def test_a_good_dossier_holds(dossier):
    report = check_dossier(dossier)
    assert report.defects == ()
    print(report)
