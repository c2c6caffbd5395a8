#include "check.h"

int main() { return o3d_test::run_all(); }
