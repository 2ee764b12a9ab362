"""Programs compiled by LLVM, with the instructions that the processor has."""

import ctypes
from functools import lru_cache
from threading import Lock

import llvmlite.binding as llvm

from lrviz.kernels.memory import CompiledMemory
from lrviz.kernels.native.writing import written
from lrviz.kernels.program import Program

llvm.initialize_native_target()
llvm.initialize_native_asmprinter()

_LOCK = Lock()
_SIGNATURE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, *[ctypes.c_int64] * 6)


def _width() -> int:
    """How many numbers of 64 bits the processor computes at once."""
    features = llvm.get_host_cpu_features()
    return next((width for width, name in ((8, "avx512f"), (4, "avx2")) if features.get(name)), 2)


WIDTH = _width()


class _Compiled:
    """The functions of a program, for as long as this is kept."""

    def __init__(self, program: Program) -> None:
        target = llvm.Target.from_default_triple()
        features = llvm.get_host_cpu_features().flatten()
        machine = target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=2)
        module = llvm.parse_assembly(written(program, 1 if program.record else WIDTH))
        options = llvm.create_pipeline_tuning_options(speed_level=2)
        options.loop_vectorization = options.slp_vectorization = options.loop_unrolling = False
        passes = llvm.create_pass_builder(machine, options)
        passes.getModulePassManager().run(module, passes)
        self._engine = llvm.create_mcjit_compiler(module, machine)
        self._engine.finalize_object()
        self.functions = {name: _SIGNATURE(self._engine.get_function_address(name)) for name in program.parts}


@lru_cache(maxsize=64)
def _compiled(program: Program) -> _Compiled:
    return _Compiled(program)


class NativeMachine(CompiledMemory):
    """A program in a memory of numpy's."""

    def __init__(self, program: Program, rows: int) -> None:
        """Begins with zeros, and room for so many rows of the tables and of the record."""
        with _LOCK:
            functions = _compiled(program).functions
        super().__init__(program, rows, functions, WIDTH)
