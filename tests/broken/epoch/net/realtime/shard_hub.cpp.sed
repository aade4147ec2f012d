# Old pieces pass the last gate, too.
s|frame->delta->epoch < listening->floor|false|
