# Old pieces pass the last gate, too.
s|frame->delta->epoch < subscribers->epoch_floor|false|
