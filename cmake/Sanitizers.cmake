# O3D_SANITIZE=ON builds the library and its tests with AddressSanitizer and UndefinedBehaviorSanitizer; any report
# ends the test. float-cast-overflow is not part of "undefined" in every compiler, and hostile scenes are about it.
option(O3D_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

if(O3D_SANITIZE)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=address,undefined,float-cast-overflow>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=all> $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer> -g)
  add_link_options(-fsanitize=address,undefined)
endif()
