package conversation

// The names and the clear heads of all events. A head never holds what a customer said.

// Type returns conversation_started.
func (ConversationStarted) Type() EventType { return "conversation_started" }

// Type returns turn_started.
func (TurnStarted) Type() EventType { return "turn_started" }

// Type returns message_received.
func (MessageReceived) Type() EventType { return "message_received" }

// Type returns file_fetched.
func (FileFetched) Type() EventType { return "file_fetched" }

// Type returns file_missed.
func (FileMissed) Type() EventType { return "file_missed" }

// Type returns identity_proven.
func (IdentityProven) Type() EventType { return "identity_proven" }

// Type returns representation_chosen.
func (RepresentationChosen) Type() EventType { return "representation_chosen" }

// Type returns understood.
func (Understood) Type() EventType { return "understood" }

// Type returns command_admitted.
func (CommandAdmitted) Type() EventType { return "command_admitted" }

// Type returns command_refused.
func (CommandRefused) Type() EventType { return "command_refused" }

// Type returns language_set.
func (LanguageSet) Type() EventType { return "language_set" }

// Type returns frame_opened.
func (FrameOpened) Type() EventType { return "frame_opened" }

// Type returns frame_ended.
func (FrameEnded) Type() EventType { return "frame_ended" }

// Type returns frame_reopened.
func (FrameReopened) Type() EventType { return "frame_reopened" }

// Type returns frame_migrated.
func (FrameMigrated) Type() EventType { return "frame_migrated" }

// Type returns undo_begun.
func (UndoBegun) Type() EventType { return "undo_begun" }

// Type returns process_focused.
func (ProcessFocused) Type() EventType { return "process_focused" }

// Type returns slot_set.
func (SlotSet) Type() EventType { return "slot_set" }

// Type returns slot_cleared.
func (SlotCleared) Type() EventType { return "slot_cleared" }

// Type returns slot_skipped.
func (SlotSkipped) Type() EventType { return "slot_skipped" }

// Type returns result_saved.
func (ResultSaved) Type() EventType { return "result_saved" }

// Type returns branch_taken.
func (BranchTaken) Type() EventType { return "branch_taken" }

// Type returns decision_made.
func (DecisionMade) Type() EventType { return "decision_made" }

// Type returns went_back.
func (WentBack) Type() EventType { return "went_back" }

// Type returns said.
func (Said) Type() EventType { return "said" }

// Type returns consent_asked.
func (ConsentAsked) Type() EventType { return "consent_asked" }

// Type returns consent_given.
func (ConsentGiven) Type() EventType { return "consent_given" }

// Type returns consent_voided.
func (ConsentVoided) Type() EventType { return "consent_voided" }

// Type returns action_started.
func (ActionStarted) Type() EventType { return "action_started" }

// Type returns action_checked.
func (ActionChecked) Type() EventType { return "action_checked" }

// Type returns action_settled.
func (ActionSettled) Type() EventType { return "action_settled" }

// Type returns wait_started.
func (WaitStarted) Type() EventType { return "wait_started" }

// Type returns elsewhere_found.
func (ElsewhereFound) Type() EventType { return "elsewhere_found" }

// Type returns address_moved.
func (AddressMoved) Type() EventType { return "address_moved" }

// Head is empty: it is what the customer has elsewhere.
func (ElsewhereFound) Head() Head { return Head{} }

// Head is empty: an address is personal.
func (AddressMoved) Head() Head { return Head{} }

// Type returns way_back_set.
func (WayBackSet) Type() EventType { return "way_back_set" }

// Type returns wait_ended.
func (WaitEnded) Type() EventType { return "wait_ended" }

// Type returns report_kept.
func (ReportKept) Type() EventType { return "report_kept" }

// Type returns report_expected.
func (ReportExpected) Type() EventType { return "report_expected" }

// Type returns saying_released.
func (SayingReleased) Type() EventType { return "saying_released" }

// Head returns nothing.
func (SayingReleased) Head() Head { return Head{} }

// Type returns handover_requested.
func (HandoverRequested) Type() EventType { return "handover_requested" }

// Type returns handover_withdrawn.
func (HandoverWithdrawn) Type() EventType { return "handover_withdrawn" }

// Type returns claimed.
func (Claimed) Type() EventType { return "claimed" }

// Type returns handed_back.
func (HandedBack) Type() EventType { return "handed_back" }

// Type returns person_said.
func (PersonSaid) Type() EventType { return "person_said" }

// Type returns person_noted.
func (PersonNoted) Type() EventType { return "person_noted" }

// Type returns conversation_closed.
func (ConversationClosed) Type() EventType { return "conversation_closed" }

// Type returns alarm_raised.
func (AlarmRaised) Type() EventType { return "alarm_raised" }

// Type returns turn_ended.
func (TurnEnded) Type() EventType { return "turn_ended" }

// Head returns the clear part.
func (e ConversationStarted) Head() Head { return Head{Kind: e.Language} }

// Head returns the clear part.
func (TurnStarted) Head() Head { return Head{} }

// Head returns the clear part.
func (e MessageReceived) Head() Head { return Head{Kind: string(e.Kind)} }

// Head is empty: what a customer sent is personal, its form too.
func (FileFetched) Head() Head { return Head{} }

// Head returns the clear part.
func (e FileMissed) Head() Head { return Head{Outcome: string(e.Reason), Until: e.Next} }

// Head returns the clear part.
func (e IdentityProven) Head() Head {
	return Head{Kind: e.Identity.Assurance.String(), By: e.Identity.By}
}

// Head returns the clear part.
func (e RepresentationChosen) Head() Head {
	if e.Subject == "" {
		return Head{Kind: "self"}
	}
	return Head{Kind: "other"}
}

// Head returns the clear part.
func (e Understood) Head() Head { return Head{By: e.Understanding.By} }

// Head returns the clear part.
func (e CommandAdmitted) Head() Head {
	return Head{Kind: string(e.Command.Do), Flow: e.Command.Flow, By: e.Command.By}
}

// Head returns the clear part.
func (e CommandRefused) Head() Head {
	if !e.Command.Do.Known() {
		return Head{By: e.Command.By}
	}
	return Head{Kind: string(e.Command.Do), By: e.Command.By} // no flow: it may be anything that somebody sent or a model made up
}

// Head returns the clear part.
func (e LanguageSet) Head() Head { return Head{Kind: e.Language} }

// Head returns the clear part.
func (e FrameOpened) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step} }

// Head returns the clear part.
func (e FrameReopened) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow} }

// Head returns the clear part.
func (e FrameMigrated) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow} }

// Head returns the clear part.
func (e UndoBegun) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step} }

// Head returns the clear part.
func (e FrameEnded) Head() Head {
	return Head{Frame: e.Frame, Flow: e.Flow, Outcome: string(e.Outcome)}
}

// Head returns the clear part.
func (e ProcessFocused) Head() Head { return Head{Frame: e.Frame} }

// Head returns the clear part.
func (e SlotSet) Head() Head {
	return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Slot, By: string(e.Source)}
}

// Head returns the clear part.
func (e SlotCleared) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Slot} }

// Head returns the clear part.
func (e SlotSkipped) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Slot} }

// Head returns the clear part.
func (e ResultSaved) Head() Head {
	return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step, Operation: e.Operation, Outcome: string(e.Receipt.Outcome), Took: e.Receipt.Took.Milliseconds()}
}

// Head returns the clear part.
func (e BranchTaken) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step} }

// Head returns the clear part.
func (e DecisionMade) Head() Head {
	h := Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step, Outcome: e.Outcome, Kind: "rules"}
	if e.Agent != "" {
		h.Kind, h.By = "person", e.Agent
	}
	return h
}

// Head returns the clear part.
func (e WentBack) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step} }

// Head returns the clear part.
func (e Said) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step, Kind: e.Kind} }

// Head returns the clear part.
func (e ConsentAsked) Head() Head {
	return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step, Until: e.Expires}
}

// Head returns the clear part.
func (e ConsentGiven) Head() Head { return Head{By: e.By} }

// Head returns the clear part.
func (e ConsentVoided) Head() Head { return Head{Outcome: e.Reason} }

// Head returns the clear part.
func (e ActionStarted) Head() Head {
	return Head{Action: e.N, Operation: e.Operation, Frame: e.Frame, Flow: e.Flow, Step: e.Step, By: e.Actor}
}

// Head returns the clear part.
func (e ActionChecked) Head() Head { return Head{Action: e.N, Until: e.Next} }

// Head returns the clear part.
func (e ActionSettled) Head() Head {
	return Head{Action: e.N, Operation: e.Operation, Outcome: string(e.Receipt.Outcome), Kind: e.Receipt.Name, By: e.By, Took: e.Receipt.Took.Milliseconds()}
}

// Head returns the clear part.
func (e WaitStarted) Head() Head {
	return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step, Kind: e.Callback, Until: e.Until}
}

// Head returns the clear part.
func (e ReportKept) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Kind: e.Callback} }

// Head returns the clear part.
func (e ReportExpected) Head() Head { return Head{Frame: e.Frame, Flow: e.Flow, Kind: e.Callback} }

// Head is empty: where a customer is reached is personal.
func (WayBackSet) Head() Head { return Head{} }

// Head returns the clear part.
func (e WaitEnded) Head() Head {
	return Head{Frame: e.Frame, Flow: e.Flow, Step: e.Step, Outcome: e.Outcome}
}

// Head returns the clear part.
func (e HandoverRequested) Head() Head {
	return Head{Kind: e.Reason, Frame: e.Frame, Flow: e.Flow, Step: e.Step}
}

// Head returns the clear part.
func (e HandoverWithdrawn) Head() Head { return Head{Kind: e.Reason} }

// Head returns the clear part.
func (e Claimed) Head() Head { return Head{By: e.Agent} }

// Head returns the clear part.
func (e HandedBack) Head() Head { return Head{By: e.Agent} }

// Head returns the clear part.
func (e PersonSaid) Head() Head { return Head{By: e.Agent} }

// Head returns the clear part.
func (e PersonNoted) Head() Head { return Head{By: e.Agent} }

// Head returns the clear part.
func (e ConversationClosed) Head() Head { return Head{By: e.By, Outcome: e.Reason} }

// Head returns the clear part.
func (e AlarmRaised) Head() Head { return Head{Kind: e.Reason} }

// Head returns the clear part.
func (e TurnEnded) Head() Head { return Head{Took: e.Took.Milliseconds(), Until: e.Wake} }
